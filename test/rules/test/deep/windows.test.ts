import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prometheus as findPrometheus } from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { sampleMinutes, type WindowObjective, windowTests } from '../../src/cases/windows.ts';
import { ruleFiles } from '../../src/deploy.ts';
import { testRules } from '../../src/promtool.ts';

const objectives: readonly WindowObjective[] = [
  {
    system: 'jeeves',
    slo: 'jeeves-http-availability',
    budget: 0.005,
    family: 'jeeves_http_requests_total',
    good: { status_code: '200' },
    bad: { status_code: '500' },
  },
  {
    system: 'aoss',
    slo: 'aoss-executions',
    budget: 0.01,
    family: 'aoss_executions_completed_total',
    good: { status: 'Success' },
    bad: { status: 'Failed' },
  },
];

const folder = mkdtempSync(join(tmpdir(), 'obs-windows-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** The group of one objective: days of samples through all rules of a system would take minutes. */
function groupOf({ system, slo }: WindowObjective): string {
  const file = ruleFiles().find((one) => one.system === system)!;
  const { groups } = parse(readFileSync(file.path, 'utf8')) as { groups: { name: string }[] };
  const only = groups.filter(({ name }) => name === `slo-${slo}`);
  expect(only).toHaveLength(1);
  const path = join(folder, `${slo}.yml`);
  writeFileSync(path, stringify({ groups: only }));
  return path;
}

describeWithBackend('promtool', findPrometheus, (backend) => {
  it.each(objectives.map((objective) => ({ slo: objective.slo, objective })))(
    'finds the alerts of $slo on in each of the four pairs of windows, and off soon after',
    async ({ objective }) => {
      const tests = windowTests(objective);
      expect(tests).toHaveLength(4);
      const outcome = await testRules(
        backend().promtoolPath,
        groupOf(objective),
        tests,
        sampleMinutes,
      );
      expect(outcome.output).toContain('SUCCESS');
      expect(outcome.code).toBe(0);
    },
  );
});
