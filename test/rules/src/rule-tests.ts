import { expect, it } from 'vitest';
import type { Case } from './cases/case.ts';
import { cases } from './cases/cases.ts';
import { deployed, ruleFiles } from './deploy.ts';
import { runTool, testRules, type UnitTest } from './promtool.ts';

/** Minutes after which the queries are asked. */
const askedAt = 12;

/** The tests of a case: on when it must be and not before, off when it must be. */
export function testsOf(given: Case): UnitTest[] {
  const { alert, labels, fires, silent, after } = given;
  const wanted = { alertname: alert, alertstate: 'firing', ...labels };
  const shown = Object.entries(wanted).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = `ALERTS{${shown.map(([label, value]) => `${label}="${value}"`).join(', ')}}`;
  const slo = labels['slo'] === undefined ? '' : `,slo="${labels['slo']}"`;
  const expr = `ALERTS{alertname="${alert}",alertstate="firing"${slo}}`;
  const early = after === 0 ? [] : [{ expr, minutes: after - 1, samples: [] }];
  return [
    {
      name: `${alert} fires`,
      series: fires,
      expectations: [...early, { expr, minutes: askedAt, samples: [{ labels: text, value: 1 }] }],
    },
    ...Object.entries(silent).map(([name, series]) => ({
      name: `${alert} is silent ${name}`,
      series,
      expectations: [{ expr, minutes: askedAt, samples: [] }],
    })),
  ];
}

/** What must hold of the rules of every system, with any promtool. */
export function describeRules(promtool: () => string): void {
  const files = ruleFiles().map(({ system, path }) => ({ system, path }));

  it.each(files)('takes the rules of $system', async ({ path, system }) => {
    const { code, output } = await runTool(promtool(), ['check', 'rules', path]);
    expect(output).toContain('SUCCESS');
    expect(code).toBe(0);
    // The observed backend is scraped by whoever runs it.
    if (system === 'backend') return;
    const config = deployed(`prometheus/${system}.yml`);
    const checked = await runTool(promtool(), ['check', 'config', config]);
    expect(checked.output).toContain('SUCCESS');
    expect(checked.code).toBe(0);
  });

  it.each(files)(
    'finds the alerts of $system on when they must be, and off when they must be',
    async ({ system, path }) => {
      const tests = cases.filter((one) => one.system === system).flatMap(testsOf);
      expect(tests.length).toBeGreaterThan(0);
      const { output, code } = await testRules(promtool(), path, tests);
      expect(output).toMatch(/SUCCESS/);
      expect(code).toBe(0);
    },
  );
}
