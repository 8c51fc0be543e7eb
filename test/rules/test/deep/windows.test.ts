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
    system: 'aoss',
    slo: 'aoss-executions',
    budget: 0.01,
    events: {
      counter: 'aoss_executions_completed_total',
      good: { status: 'Success' },
      bad: { status: 'Failed' },
    },
  },
  {
    system: 'backend',
    slo: 'backend-http-availability',
    budget: 0.005,
    events: { counter: 'fastapi_requests_total', good: { status: '200' }, bad: { status: '500' } },
  },
  {
    system: 'executives',
    slo: 'executives-http-availability',
    budget: 0.005,
    events: {
      counter: 'http_requests_total',
      good: { job: 'governance', status: '200' },
      bad: { job: 'governance', status: '500' },
    },
  },
  {
    system: 'fleet',
    slo: 'gateway-http-availability',
    budget: 0.005,
    events: {
      counter: 'gateway_http_requests_total',
      good: { status_code: '200' },
      bad: { status_code: '500' },
    },
  },
  {
    system: 'fleet',
    slo: 'gateway-http-latency',
    budget: 0.01,
    events: { histogram: 'gateway_http_request_duration_seconds', le: '1' },
  },
  {
    system: 'jeeves',
    slo: 'jeeves-http-availability',
    budget: 0.005,
    events: {
      counter: 'jeeves_http_requests_total',
      good: { status_code: '200' },
      bad: { status_code: '500' },
    },
  },
  {
    system: 'jeeves',
    slo: 'jeeves-http-latency',
    budget: 0.01,
    events: { histogram: 'jeeves_http_request_duration_seconds', le: '1' },
  },
  {
    system: 'jeeves',
    slo: 'jeeves-pipelines',
    budget: 0.01,
    events: {
      counter: 'jeeves_pipeline_executions_total',
      good: { status: 'success' },
      bad: { status: 'error' },
    },
  },
];

const folder = mkdtempSync(join(tmpdir(), 'obs-windows-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

interface RuleGroup {
  readonly name: string;
  readonly rules: readonly { readonly record?: string }[];
}

/** Of 30 days: no alert reads them, and they take as long as those of three days. */
const unread: readonly string[] = ['slo:error_ratio:rate30d', 'slo:error_budget_remaining:ratio'];

/** The group of one objective: days of samples through all rules of a system would take minutes. */
function groupOf({ system, slo }: WindowObjective): string {
  const file = ruleFiles().find((one) => one.system === system)!;
  const { groups } = parse(readFileSync(file.path, 'utf8')) as { groups: RuleGroup[] };
  const only = groups
    .filter(({ name }) => name === `slo-${slo}`)
    .map(({ name, rules }) => ({
      name,
      rules: rules.filter(({ record }) => !record || !unread.includes(record)),
    }));
  expect(only).toHaveLength(1);
  const path = join(folder, `${slo}.yml`);
  writeFileSync(path, stringify({ groups: only }));
  return path;
}

it('knows every objective of the deployed rules', () => {
  const deployed = ruleFiles().flatMap(({ path }) => {
    const { groups } = parse(readFileSync(path, 'utf8')) as { groups: { name: string }[] };
    return groups.flatMap(({ name }) => (name.startsWith('slo-') ? [name.slice(4)] : []));
  });
  expect(deployed.toSorted()).toEqual(objectives.map(({ slo }) => slo).toSorted());
});

describeWithBackend('promtool', findPrometheus, (backend) => {
  it.concurrent.each(objectives.map((objective) => ({ slo: objective.slo, objective })))(
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
