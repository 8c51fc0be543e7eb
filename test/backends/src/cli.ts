import { parseArgs } from 'node:util';
import { specs } from './backends/list.ts';
import { BackendError, BackendMissingError } from './errors.ts';
import { thisHost } from './host.ts';
import { resolveBackend } from './install/resolve.ts';
import type { Spec } from './install/spec.ts';

const HELP = `Finds the backends that tests run against, and fetches or builds those that are missing.

  node test/backends/src/cli.ts <name>...     these
  node test/backends/src/cli.ts --all         all of them, one after another
  node test/backends/src/cli.ts --list        what there is, and whether it is here
  node test/backends/src/cli.ts --help        this text

Names:
${specs.map(({ name, title }) => `  ${name.padEnd(13)} ${title}`).join('\n')}

Environment:
  OBS_BACKENDS_CACHE  folder to keep them in; default .cache/backends in the repository
  OBS_BACKENDS        present: download and build nothing; default: install

One line for each backend on stdout, progress on stderr. Exit code 0 when all are
here, 1 when one is missing, 2 when the arguments make no sense.
`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  let wanted: readonly Spec[];
  let list = false;
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        all: { type: 'boolean' },
        list: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    list = values.list ?? false;
    wanted = values.all || (list && positionals.length === 0) ? specs : positionals.map(named);
    if (wanted.length === 0) throw new BackendError('BACKEND_OPTION', 'no names');
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${HELP}`);
    return 2;
  }
  let missing = 0;
  for (const spec of wanted) if (!(await show(spec, list))) missing++;
  return missing === 0 || list ? 0 : 1;
}

function named(name: string): Spec {
  const spec = specs.find((one) => one.name === name);
  if (spec === undefined) throw new BackendError('BACKEND_OPTION', `There is no backend ${name}.`);
  return spec;
}

async function show(spec: Spec, onlyLook: boolean): Promise<boolean> {
  const host = thisHost();
  const name = spec.name.padEnd(13);
  try {
    const look = { ...host, mayInstall: host.mayInstall && !onlyLook };
    const { version, how, tools } = await resolveBackend(spec, look);
    const lines = Object.values(tools).join(' ');
    process.stdout.write(`${name} ${version.padEnd(12)} ${how.padEnd(7)} ${lines}\n`);
    return true;
  } catch (error) {
    if (!(error instanceof BackendMissingError)) throw error;
    process.stdout.write(`${name} missing\n`);
    process.stderr.write(onlyLook ? `  ${error.recipe}\n` : `${error.message}\n`);
    return false;
  }
}
