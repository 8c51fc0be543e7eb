import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Dashboard } from '../dashboards/dashboard.js';
import { messageOf, RulesError } from '../errors.js';
import { previewPage } from '../preview/page.js';
import { preview } from '../preview/preview.js';
import { dashboardsOf } from '../system/system.js';
import { systems } from '../systems/systems.js';
import type { CliHost } from './host.js';
import { load } from './load.js';

const usage = `Usage: npx obs-rules preview --prometheus <url> [options]

Shows every dashboard with the answers of a real Prometheus, on one HTML page that needs no Grafana
and no network.

  --prometheus <url>   the server to ask: http://localhost:9090
  --catalog <file>     a module that exports catalogs or systems; the systems of @obs when not given
  --dashboard <name>   only this one; may be given several times
  --minutes <number>   how far back it shows; 60 when not given
  --out <file>         where to write; dashboards.html when not given
  --help
`;

const options = {
  prometheus: { type: 'string' },
  catalog: { type: 'string' },
  dashboard: { type: 'string', multiple: true },
  minutes: { type: 'string' },
  out: { type: 'string' },
  help: { type: 'boolean' },
} as const;

const defaultMinutes = 60;
/** Values of a line: more than a panel has pixels help nobody. */
const values = 240;

/** @returns the exit code: 0, or 1 when the server answered no query at all. */
export async function runPreview(args: readonly string[], host: CliHost): Promise<number> {
  const given = read(args);
  if (given.help) {
    host.out(usage);
    return 0;
  }
  const prometheus = urlOf(given.prometheus);
  const dashboards = await chosenDashboards(given.catalog, given.dashboard, host.cwd);
  const seconds = minutesOf(given.minutes) * 60;
  const step = Math.max(1, Math.ceil(seconds / values));
  const to = Math.floor(Date.now() / 1000 / step) * step;
  const data = await preview({
    dashboards,
    prometheus,
    range: { from: to - seconds, to, step },
    progress: ({ title }) => host.err(`${title}\n`),
  });
  const panels = data.dashboards.flatMap(({ rows }) => rows.flatMap((row) => row.panels));
  const failed = panels.filter(({ error }) => error !== undefined);
  if (failed.length === panels.length) {
    host.err(`${data.prometheus} answered no query: ${failed[0]?.error}. Is it a Prometheus?\n`);
    return 1;
  }
  const out = given.out ?? 'dashboards.html';
  const file = resolve(host.cwd, out);
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, previewPage(data));
  } catch (error) {
    throw new RulesError(
      'OBS_RULES_WRITE',
      `Cannot write ${out}: ${messageOf(error)}. Give another file with --out.`,
      { cause: error },
    );
  }
  const noAnswer = panels.filter(({ series, error }) => !error && series.length === 0).length;
  host.out(
    `${dashboards.length} dashboards, ${panels.length} panels in ${out}; ${noAnswer} without data, ${failed.length} failed\n`,
  );
  return 0;
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new RulesError('OBS_RULES_USAGE', `${messageOf(error)}\n\n${usage}`);
  }
}

function urlOf(text: string | undefined): URL {
  if (text === undefined) {
    throw new RulesError('OBS_RULES_USAGE', `--prometheus is missing.\n\n${usage}`);
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new RulesError(
      'OBS_RULES_USAGE',
      '--prometheus is no URL. Write it with its scheme: http://localhost:9090',
    );
  }
  return url;
}

function minutesOf(text: string | undefined): number {
  const minutes = text === undefined ? defaultMinutes : Number(text);
  if (Number.isInteger(minutes) && minutes >= 1 && minutes <= 525_600) return minutes;
  throw new RulesError(
    'OBS_RULES_USAGE',
    `--minutes ${text} is none. Give a whole number from 1 to 525600.`,
  );
}

async function chosenDashboards(
  catalog: string | undefined,
  names: readonly string[] | undefined,
  cwd: string,
): Promise<readonly Dashboard[]> {
  const loaded = catalog === undefined ? systems : (await load(catalog, cwd)).systems;
  const all = loaded.flatMap((system) => dashboardsOf(system));
  const unknown = names?.find((name) => !all.some((one) => one.name === name));
  if (unknown !== undefined) {
    const known = all.map(({ name }) => name).join(', ');
    throw new RulesError(
      'OBS_RULES_USAGE',
      `There is no dashboard "${unknown}". There are: ${known}.`,
    );
  }
  return names === undefined ? all : all.filter(({ name }) => names.includes(name));
}
