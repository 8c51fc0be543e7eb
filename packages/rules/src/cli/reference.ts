import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf, RulesError } from '../errors.js';
import { referenceFiles, standardCatalogs } from '../reference/reference.js';
import { systems } from '../systems/systems.js';
import type { CliHost } from './host.js';
import { load } from './load.js';
import { checkOrWrite } from './output.js';

const usage = `Usage: npx obs-rules reference [options]

Writes metrics.md, a page for each system with every family, label, unit, bucket and a query to start
from, and each catalog as a registry of OpenTelemetry Weaver.

  --catalog <file>   a module that exports catalogs or systems; all of @obs when not given
  --out <folder>     where to write; docs when not given
  --check            write nothing; exit 1 and name the files that would change
  --help
`;

const options = {
  catalog: { type: 'string' },
  out: { type: 'string' },
  check: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** @returns the exit code: 0, or 1 for `--check` that found differences. */
export async function runReference(args: readonly string[], host: CliHost): Promise<number> {
  const values = read(args);
  if (values.help) {
    host.out(usage);
    return 0;
  }
  const command = ['obs-rules reference', ...args.filter((arg) => arg !== '--check')].join(' ');
  const { catalog, out = 'docs' } = values;
  const files =
    catalog === undefined
      ? referenceFiles(systems, standardCatalogs(systems), command)
      : referenceFiles((await load(catalog, host.cwd)).systems, [], command);
  return checkOrWrite(files, { out, folder: resolve(host.cwd, out), command }, values.check, host);
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new RulesError('OBS_RULES_USAGE', `${messageOf(error)}\n\n${usage}`);
  }
}
