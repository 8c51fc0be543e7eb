import { parseArgs } from 'node:util';
import { FleetError } from '../errors.ts';

/** What the command line asks for. */
export interface DemoOptions {
  /** End when the table is printed. */
  readonly once: boolean;
  /** Rounds of traffic before the table. */
  readonly rounds: number;
  /** `undefined`: with a trace when a Jaeger is here already. */
  readonly traces: boolean | undefined;
  readonly help: boolean;
}

export const usage = `Usage: npm run demo [-- --once] [-- --rounds 3] [-- --traces]

Starts the services of all examples under "node --require @obs/auto" and a real Prometheus that
scrapes them, drives mixed traffic, and prints one table: every target, and every query of the
contract with its answer. When there is a Jaeger, it follows an exemplar from a bucket to the trace
of one request, through HTTP, gRPC, pipeline, agents and language models, and prints it as a tree.
Then it keeps driving traffic until Ctrl-C, which ends everything.

  --once       end after the table: exit code 0 when every target is up and every query has an
               answer, 1 otherwise
  --rounds N   rounds of traffic before the table, 2 to 1000; 3 when not given. The first one is
               what rate() starts from
  --traces     get a Jaeger if there is none: built with Go in 3 to 13 minutes, or from Docker
  --no-traces  without a trace, although there is a Jaeger
  --help       print this

Prometheus is taken from PATH or fetched, see test/backends. Where there is none, the services run
and traffic is driven all the same; with --once, or with CI=true in the environment, it fails.
Ports in use are told, and free ones are used instead.`;

/** @throws FleetError with the usage */
export function parseOptions(args: readonly string[]): DemoOptions {
  const options = {
    once: flag,
    help: flag,
    traces: { type: 'boolean' },
    rounds: { type: 'string', default: '3' },
  } as const;
  try {
    const parsed = parseArgs({ args: [...args], options, allowNegative: true });
    const { once, help, rounds, traces } = parsed.values;
    const count = Number(rounds);
    if (!Number.isInteger(count) || count < 2 || count > 1000) {
      throw new Error(`--rounds takes a number from 2 to 1000, not ${rounds}`);
    }
    return { once, help, traces, rounds: count };
  } catch (error) {
    throw new FleetError(`${(error as Error).message}\n\n${usage}`);
  }
}

const flag = { type: 'boolean', default: false } as const;
