import { runGenerate } from './cli/generate.js';
import { type CliHost, thisProcess } from './cli/host.js';
import { runLint } from './cli/lint.js';
import { runPreview } from './cli/preview.js';
import { runReference } from './cli/reference.js';
import { messageOf, RulesError } from './errors.js';

export type { CliHost } from './cli/host.js';

const usage = `Usage: npx obs-rules <command> [options]

  generate   rules and configuration from metric catalogs
  lint       what is wrong in rules, dashboards and queries, and how to put it right
  preview    dashboards with the answers of a real Prometheus, on one HTML page
  reference  pages that explain every family, and the catalogs for Weaver

obs-rules <command> --help explains the command.
`;

type Command = (args: readonly string[], host: CliHost) => Promise<number>;

const commands: Readonly<Record<string, Command>> = {
  generate: runGenerate,
  lint: runLint,
  preview: runPreview,
  reference: runReference,
};

/**
 * Runs the program. Resolves to the exit code: 0, 1 when something was found or could not be done, 2
 * for wrong arguments. Never rejects.
 */
export async function main(args: readonly string[], host: CliHost = thisProcess): Promise<number> {
  const [name = '--help', ...rest] = args;
  if (name === '--help' || name === '-h') {
    host.out(usage);
    return args.length === 0 ? 2 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    host.err(`There is no command "${name}".\n\n${usage}`);
    return 2;
  }
  try {
    return await command(rest, host);
  } catch (error) {
    host.err(`${messageOf(error)}\n`);
    return error instanceof RulesError && error.code === 'OBS_RULES_USAGE' ? 2 : 1;
  }
}
