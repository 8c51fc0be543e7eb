import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf, RulesError } from '../errors.js';
import { findingText } from '../lint/finding.js';
import { type LintFile, lint } from '../lint/lint.js';
import { readWaivers } from '../lint/waivers.js';
import { secondsOf } from '../promql/parse.js';
import { systems as ownSystems } from '../systems/systems.js';
import type { CliHost } from './host.js';
import { type Loaded, load } from './load.js';

const lintUsage = `Usage: npx obs-rules lint [options] FILE...

Finds what is wrong in queries, and says how to put it right. FILE is a rule file (.yml, .yaml), a
dashboard (.json), queries with empty lines between them (.promql), what /metrics answered (.prom), a
module of catalogs (.mjs, .js, .ts), or a folder with such files.

  --catalog <file>             a module that exports catalogs or systems; again for others; those
                               of @obs when not given
  --scrape-interval <duration> default 15s
  --target-label <name>        a label that your targets have; again for others
  --waivers <file>             a YAML list of { rule, file, item, reason }
  --json                       findings as JSON, one a line
  --help

Exit code 0: nothing was found; 1: something was; 2: wrong arguments.
`;

const options = {
  catalog: { type: 'string', multiple: true },
  'scrape-interval': { type: 'string' },
  'target-label': { type: 'string', multiple: true },
  waivers: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

const endings = /\.(ya?ml|json|promql|query|prom|metrics)$/;
const modules = /\.(mjs|cjs|js|mts|ts)$/;

/** @returns the exit code: 0, or 1 when something was found. */
export async function runLint(args: readonly string[], host: CliHost): Promise<number> {
  const { values, positionals } = read(args);
  if (values.help) {
    host.out(lintUsage);
    return 0;
  }
  if (positionals.length === 0) throw usage('there is no FILE.');
  const loaded = await Promise.all((values.catalog ?? []).map((file) => load(file, host.cwd)));
  const files = await Promise.all(
    positionals.flatMap((path) => filesIn(path, host.cwd)).map((path) => readFile(path, host.cwd)),
  );
  const own = files.flatMap(({ catalogs }) => catalogs ?? []);
  const findings = lint(
    files.map(({ file }) => file),
    {
      systems: loaded.length === 0 ? ownSystems : loaded.flatMap(({ systems }) => systems),
      catalogs: [
        ...loaded.flatMap(({ catalogs }) => catalogs),
        ...own.flatMap((one) => one.catalogs),
      ],
      targetLabels: values['target-label'] ?? [],
      scrapeSeconds: secondsIn(values['scrape-interval'] ?? '15s'),
      waivers: values.waivers === undefined ? [] : waiversIn(values.waivers, host.cwd),
    },
  );
  for (const finding of findings) {
    host.out(`${values.json ? JSON.stringify(finding) : findingText(finding)}\n`);
  }
  if (!values.json) host.err(`${findings.length} found in ${files.length} files\n`);
  return findings.length === 0 ? 0 : 1;
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw usage(messageOf(error));
  }
}

function usage(problem: string): RulesError {
  return new RulesError('OBS_RULES_USAGE', `${problem}\n\n${lintUsage}`);
}

/** The path itself, or what is in a folder. Files of other kinds in a folder are passed over. */
function filesIn(path: string, cwd: string): string[] {
  const found = statSync(resolve(cwd, path), { throwIfNoEntry: false });
  if (found === undefined) {
    throw new RulesError('OBS_RULES_FILE', `${path} does not exist.`);
  }
  if (!found.isDirectory()) return [path];
  return readdirSync(resolve(cwd, path), { recursive: true, encoding: 'utf8' })
    .filter((name) => endings.test(name) && isLintable(resolve(cwd, path, name)))
    .map((name) => join(path, name))
    .sort();
}

/** Other YAML and JSON (a configuration of Prometheus) may stand beside rules and dashboards. */
function isLintable(file: string): boolean {
  if (!/\.(ya?ml|json)$/.test(file)) return true;
  return /^\s*"?(groups|panels|rows)"?\s*:/m.test(readFileSync(file, 'utf8'));
}

interface ReadFile {
  readonly file: LintFile;
  /** What a module exports. */
  readonly catalogs?: Loaded;
}

async function readFile(path: string, cwd: string): Promise<ReadFile> {
  let text: string;
  try {
    text = readFileSync(resolve(cwd, path), 'utf8');
  } catch (error) {
    throw new RulesError('OBS_RULES_FILE', `Cannot read ${path}: ${messageOf(error)}.`, {
      cause: error,
    });
  }
  if (!modules.test(path)) return { file: { path, text } };
  const loaded = await load(path, cwd);
  return { file: { path, text, catalogs: loaded.catalogs }, catalogs: loaded };
}

function waiversIn(path: string, cwd: string) {
  try {
    return readWaivers(path, readFileSync(resolve(cwd, path), 'utf8'));
  } catch (error) {
    if (error instanceof RulesError) throw error;
    throw new RulesError('OBS_RULES_FILE', `Cannot read ${path}: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

function secondsIn(duration: string): number {
  const seconds = secondsOf(duration);
  if (seconds !== undefined && seconds > 0) return seconds;
  throw usage(`"${duration}" is no duration. Write 15s or 1m.`);
}
