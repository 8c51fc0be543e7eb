import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf, RulesError } from '../errors.js';
import { generate } from '../generate/generate.js';
import { ownRunbooks, type Project } from '../generate/project.js';
import { systems } from '../systems/systems.js';
import type { CliHost } from './host.js';
import { load } from './load.js';
import { checkOrWrite } from './output.js';

export const generateUsage = `Usage: npx obs-rules generate [options]

Makes rules and configuration from metric catalogs.

  --catalog <file>     a module that exports catalogs or systems; the systems of @obs when not given
  --out <folder>       where to write; deploy when not given
  --check              write nothing; exit 1 and name the files that would change
  --runbooks <url>     where the pages that alerts link to are
  --loki-url <url>     turns on the logs of systems that a collector pushes: http://loki:3100
  --tempo-url <url>    turns on their traces; host:port of an OTLP receiver: tempo:4317
  --help
`;

const options = {
  catalog: { type: 'string' },
  out: { type: 'string' },
  check: { type: 'boolean' },
  runbooks: { type: 'string' },
  'loki-url': { type: 'string' },
  'tempo-url': { type: 'string' },
  help: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

/** @returns the exit code: 0, or 1 for `--check` that found differences. */
export async function runGenerate(args: readonly string[], host: CliHost): Promise<number> {
  const values = read(args);
  if (values.help) {
    host.out(generateUsage);
    return 0;
  }
  const out = values.out ?? 'deploy';
  const files = generate(await projectOf(values, args, host.cwd));
  const output = { out, folder: resolve(host.cwd, out), command: commandOf(args) };
  return checkOrWrite(files, output, values.check, host);
}

function read(args: readonly string[]): Values {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new RulesError('OBS_RULES_USAGE', `${messageOf(error)}\n\n${generateUsage}`);
  }
}

async function projectOf(values: Values, args: readonly string[], cwd: string): Promise<Project> {
  const { catalog, runbooks = ownRunbooks } = values;
  const common = {
    runbooks: runbooks.endsWith('/') ? runbooks : `${runbooks}/`,
    command: commandOf(args),
    lokiUrl: values['loki-url'],
    tempoUrl: values['tempo-url'],
  };
  if (catalog === undefined) {
    return {
      ...common,
      systems,
      notifications: defaultNotifications,
      source: 'the systems of @obs/rules',
    };
  }
  const loaded = await load(catalog, cwd);
  const notifications =
    Object.keys(loaded.notifications).length > 0 ? loaded.notifications : defaultNotifications;
  return { ...common, systems: loaded.systems, notifications, source: catalog };
}

/** Names that are nobody's, for a user to replace. */
const defaultNotifications = {
  slack: { channel: '#alerts' },
  email: {
    to: 'on-call@example.com',
    from: 'alertmanager@example.com',
    smarthost: 'smtp.example.com:587',
  },
} as const;

function commandOf(args: readonly string[]): string {
  const kept = args.filter((arg) => arg !== '--check');
  return ['obs-rules generate', ...kept].join(' ');
}
