import { prometheus as findPrometheus } from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
});
