import { systems } from '@obs/rules';
import {
  prometheus as findPrometheus,
  type PrometheusServer,
  startPrometheus,
  waitFor,
} from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { type Live, startLive } from '@obs-test/dashboards/live';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cases } from '../../src/cases/cases.ts';
import { alertKey, ruleFiles } from '../../src/deploy.ts';
import { type Faults, startFaults } from '../../src/faults.ts';
import { operandsOf } from '../../src/operands.ts';

const files = ruleFiles();
const rules = files.flatMap(({ system, rules }) => rules.map((rule) => ({ ...rule, system })));

/** What a rule has recorded, by its name and its own labels. */
function recordedBy({ record, labels = {} }: (typeof rules)[number]): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return `${record}{${pairs.join(',')}}`;
}

describeWithBackend('a real Prometheus', findPrometheus, () => {
  describe('that scrapes all systems', () => {
    let live: Live;
    beforeAll(async () => {
      live = await startLive();
    });
    afterAll(async () => {
      await live?.stop();
    });
    const ours = rules.filter(({ system }) => system !== 'backend');

    it('fails to evaluate no rule', async () => {
      const groups = await live.prometheus.rules();
      const broken = groups.flatMap(({ rules }) => rules).filter(({ health }) => health !== 'ok');
      expect(groups.length).toBeGreaterThan(10);
      expect(broken).toEqual([]);
    });

    it.each(ours.filter(({ record }) => record !== undefined).map(recordedBy))(
      'has recorded %s',
      async (query) => {
        const answer = await live.prometheus.query(query);
        expect(answer.filter(({ value }) => !Number.isNaN(value))).not.toEqual([]);
      },
    );

    it.each(
      ours.flatMap(({ alert, expr }) =>
        alert === undefined ? [] : operandsOf(expr).map((operand) => ({ alert, operand })),
      ),
    )('answers what $alert looks at: $operand', async ({ operand }) => {
      const answer = await live.prometheus.query(operand);
      expect(answer.filter(({ value }) => !Number.isNaN(value))).not.toEqual([]);
    });
  });

  const all = rules
    .filter(({ alert }) => alert !== undefined)
    .map(({ system, alert, labels }) => alertKey(system, alert!, labels?.['slo']));
  const ofTargets = (name: string) => all.filter((key) => key.endsWith(` ${name}`));

  /** Waits for alerts to be pending or firing. @returns those that are not */
  async function quiet(prometheus: PrometheusServer, wanted: readonly string[]): Promise<string[]> {
    let left: string[] = [];
    await waitFor(
      async () => {
        const active = await prometheus.query('ALERTS');
        const on = new Set(
          active.map(({ metric }) =>
            alertKey(metric['system']!, metric['alertname']!, metric['slo']),
          ),
        );
        left = wanted.filter((key) => !on.has(key));
        return left.length === 0;
      },
      { what: 'alerts', timeoutMs: 60_000, everyMs: 500 },
    ).catch(() => {});
    return left;
  }

  describe('that scrapes every fault there is an alert for', () => {
    let faults: Faults;
    let prometheus: PrometheusServer;
    beforeAll(async () => {
      faults = await startFaults(cases.flatMap(({ fires }) => fires));
      prometheus = await startPrometheus({
        jobs: [{ name: 'faults', targets: [faults.target], scrape: { honor_labels: true } }],
        ruleFiles: files.map(({ path }) => path),
        scrapeInterval: '1s',
      });
    });
    afterAll(async () => {
      await prometheus?.stop();
      await faults?.stop();
    });

    it('has every alert pending or firing that is not about targets', async () => {
      const targets = [...ofTargets('TargetDown'), ...ofTargets('MetricsAbsent')];
      const wanted = all.filter((key) => !targets.includes(key));
      expect(wanted.length).toBeGreaterThan(30);
      expect(await quiet(prometheus, wanted)).toEqual([]);
    });

    it.each(
      rules
        .filter(({ system, record }) => system === 'backend' && record !== undefined)
        .map(recordedBy),
    )('has recorded %s of the observed backend', async (query) => {
      const answer = await prometheus.query(query);
      expect(answer.filter(({ value }) => !Number.isNaN(value))).not.toEqual([]);
    });
  });

  it.each([
    ['TargetDown', 'nobody listens', '127.0.0.1:1'],
    ['MetricsAbsent', 'something else answers', undefined],
  ])('has %s of every system when %s', async (alert, _why, target) => {
    const other = await startFaults([{ series: 'other', values: '1x1' }]);
    const names = [...new Set(systems.flatMap(({ jobs }) => jobs.map(({ name }) => name)))];
    const prometheus = await startPrometheus({
      jobs: names.map((name) => ({ name, targets: [target ?? other.target] })),
      ruleFiles: files.map(({ path }) => path),
      scrapeInterval: '1s',
    });
    try {
      expect(ofTargets(alert)).toHaveLength(4);
      expect(await quiet(prometheus, ofTargets(alert))).toEqual([]);
    } finally {
      await prometheus.stop();
      await other.stop();
    }
  });
});
