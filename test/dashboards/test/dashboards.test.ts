import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { main } from '@obs/rules/cli';
import { chromium as findChromium, prometheus as findPrometheus } from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookAt } from '../src/browser.ts';
import { dashboards, panelQueries } from '../src/dashboards.ts';
import { type Live, startLive } from '../src/live.ts';

describeWithBackend('a real Prometheus that scrapes all systems', findPrometheus, () => {
  let live: Live;
  beforeAll(async () => {
    live = await startLive();
  });
  afterAll(async () => {
    await live?.stop();
  });

  describe.each(dashboards())('the dashboard $title', (dashboard) => {
    // Also what is empty when all is well has an answer: the traffic contains the faults for it.
    it.each(panelQueries(dashboard))('$panel: $promql', async ({ promql }) => {
      const answer = await live.prometheus.query(promql);
      const numbers = answer.filter(({ value }) => !Number.isNaN(value));
      expect(numbers.length, `${answer.length} series, all NaN`).toBeGreaterThan(0);
    });

    const lists = dashboard.templating.list.filter(({ type }) => type === 'query');
    it.each(lists.map(({ name, query }) => ({ name, query: (query as { query: string }).query })))(
      'offers values of $name',
      async ({ name, query }) => {
        const family = /^label_values\((\w+), /.exec(query)?.[1];
        const answer = await live.prometheus.query(`count by (${name}) (${family})`);
        expect(answer.map(({ metric }) => metric[name]).filter(Boolean)).not.toEqual([]);
      },
    );
  });

  describeWithBackend('a browser', findChromium, () => {
    const folder = mkdtempSync(join(tmpdir(), 'obs-dashboards-'));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it('draws every panel of a preview, without a network and without a complaint', async () => {
      const file = join(folder, 'dashboards.html');
      const url = new URL(live.prometheus.url);
      const { code, out } = await obsRules(
        '--prometheus',
        url.href,
        '--minutes',
        '2',
        '--out',
        file,
      );
      expect(out).toMatch(/; 0 without data, 0 failed\n$/);
      expect(code).toBe(0);
      const { looks, complaints } = await lookAt(file);
      expect(complaints).toEqual([]);
      expect(looks).toHaveLength(2 * dashboards().length);
      for (const { name, panels, blank } of looks) {
        expect(panels.length, name).toBeGreaterThan(5);
        expect(
          panels.filter((panel) => !panel.endsWith(': drawn')),
          name,
        ).toEqual([]);
        expect(blank, name).toEqual([]);
      }
    });

    it('says in the panel what a query that fails answered', async () => {
      const file = join(folder, 'broken.html');
      const { server, url } = await halfBroken(live.prometheus.url);
      const { code } = await obsRules('--prometheus', url, '--dashboard', 'aoss', '--out', file);
      server.close();
      expect(code).toBe(0);
      const { looks, complaints } = await lookAt(file);
      expect(complaints).toEqual([]);
      expect(looks[0]?.panels.filter((panel) => panel.endsWith(': error')).length).toBeGreaterThan(
        3,
      );
    });

    it('shows neither user nor password of the server', async () => {
      const file = join(folder, 'secret.html');
      const url = new URL(live.prometheus.url);
      url.username = 'reader';
      url.password = 'hunter2';
      const { code } = await obsRules(
        '--prometheus',
        url.href,
        '--dashboard',
        'aoss',
        '--out',
        file,
      );
      expect(code).toBe(0);
      expect(readFileSync(file, 'utf8')).not.toContain('hunter2');
    });
  });
});

async function obsRules(...args: string[]) {
  let out = '';
  const code = await main(['preview', ...args], {
    cwd: tmpdir(),
    out: (text) => {
      out += text;
    },
    err: () => {},
  });
  return { code, out };
}

/** A proxy before a Prometheus that refuses rates, as a busy one may. */
async function halfBroken(prometheus: string): Promise<{ server: Server; url: string }> {
  const server = createServer(async (request, response) => {
    const body = await text(request);
    if (new URLSearchParams(body).get('query')?.includes('rate(')) {
      response.statusCode = 422;
      response.end('{"status":"error","errorType":"execution","error":"query timed out"}');
      return;
    }
    const answer = await fetch(`${prometheus}${request.url}`, {
      method: 'POST',
      body: new URLSearchParams(body),
    });
    response.end(await answer.text());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
