import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** A series of a test: its values come one an interval, in promtool's notation (`0+10x60`). */
export interface InputSeries {
  readonly series: string;
  readonly values: string;
}

/** What a query must answer at a time. */
export interface Expectation {
  readonly expr: string;
  /** Minutes since the first sample. */
  readonly minutes: number;
  readonly samples: readonly { readonly labels: string; readonly value: number }[];
}

export interface UnitTest {
  readonly name: string;
  readonly series: readonly InputSeries[];
  readonly expectations: readonly Expectation[];
}

export interface Outcome {
  readonly code: number;
  readonly output: string;
}

const folder = mkdtempSync(join(tmpdir(), 'obs-promtool-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
let count = 0;

/** Runs a program; its exit code and all that it wrote. */
export function runTool(
  path: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const options = { maxBuffer: 64 * 1024 * 1024, env: { ...process.env, ...env } };
  return new Promise((resolve, reject) => {
    execFile(path, args, options, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve({ code: Number(error?.code ?? 0), output: `${stdout}${stderr}` });
    });
  });
}

/** `promtool test rules` of a rule file, with samples `intervalMinutes` apart. */
export function testRules(
  promtool: string,
  ruleFile: string,
  tests: readonly UnitTest[],
  intervalMinutes = 1,
): Promise<Outcome> {
  const interval = `${intervalMinutes}m`;
  const data = {
    rule_files: [ruleFile],
    evaluation_interval: interval,
    tests: tests.map(({ name, series, expectations }) => ({
      name,
      interval,
      input_series: series,
      promql_expr_test: expectations.map(({ expr, minutes, samples }) => ({
        expr,
        eval_time: `${minutes}m`,
        exp_samples: samples,
      })),
    })),
  };
  count++;
  const file = join(folder, `${count}.yml`);
  writeFileSync(file, stringify(data));
  return runTool(promtool, ['test', 'rules', file]);
}
