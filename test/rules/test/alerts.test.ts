import { prometheus as findPrometheus } from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { describe, expect, it } from 'vitest';
import { cases } from '../src/cases/cases.ts';
import { alertKey, ruleFiles } from '../src/deploy.ts';
import { testRules } from '../src/promtool.ts';
import { describeRules, testsOf } from '../src/rule-tests.ts';

const files = ruleFiles();

describe('every alert of deploy/', () => {
  const known = new Set(
    cases.map(({ system, alert, labels }) => alertKey(system, alert, labels['slo'])),
  );

  it('has a case here', () => {
    const all = files.flatMap(({ system, rules }) =>
      rules.flatMap(({ alert, labels }) =>
        alert === undefined ? [] : alertKey(system, alert, labels?.['slo']),
      ),
    );
    expect(all.length).toBeGreaterThan(40);
    expect([...known].sort()).toEqual(all.sort());
  });

  it('is silent in some case, too', () => {
    const spoken = new Map<string, boolean>();
    for (const { system, alert, labels, silent } of cases) {
      const key = alertKey(system, alert, labels['slo']);
      spoken.set(key, spoken.get(key) === true || Object.keys(silent).length > 0);
    }
    expect([...spoken].filter(([, isSilent]) => !isSilent)).toEqual([]);
  });
});

describeWithBackend('promtool', findPrometheus, (backend) => {
  describeRules(() => backend().promtoolPath);

  it('would find an alert that is not on', async () => {
    const [broken] = cases.filter(({ alert }) => alert === 'JeevesPipelineErrorRatioHigh');
    const path = files.find(({ system }) => system === 'jeeves')!.path;
    const silent = Object.values(broken!.silent)[0]!;
    const tests = testsOf({ ...broken!, fires: silent, silent: {} });
    const { code, output } = await testRules(backend().promtoolPath, path, tests);
    expect(output).toContain('FAILED');
    expect(code).not.toBe(0);
  });
});
