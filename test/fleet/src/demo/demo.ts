import { BackendMissingError } from '@obs-test/backends';
import { FleetError } from '../errors.ts';
import type { DemoContract } from './contract.ts';
import { onInterrupt } from './interrupt.ts';
import { type DemoOptions, parseOptions, usage } from './options.ts';
import { Run } from './run.ts';

/** What the demo is given from outside this workspace. */
export interface DemoParts {
  /** Builds what is not built, and tells what it builds. Rejects when that fails. */
  build(signal: AbortSignal, log: (line: string) => void): Promise<void>;
  loadContract(): Promise<DemoContract>;
  /** Whether a missing Prometheus fails it, also without `--once`. */
  readonly isCi: boolean;
}

/**
 * The demo: see `usage`. Writes to stdout; ends every process it started before it resolves.
 *
 * @param args of the command line.
 * @returns the exit code: 0; 1 when something is not as it should be; 2 for a wrong command line;
 *   128 and the signal's number after SIGINT, SIGTERM or SIGHUP.
 */
export async function demo(args: readonly string[], parts: DemoParts): Promise<number> {
  let options: DemoOptions;
  try {
    options = parseOptions(args);
  } catch (error) {
    console.error((error as Error).message);
    return 2;
  }
  if (options.help) {
    console.log(usage);
    return 0;
  }
  const interrupt = onInterrupt();
  const run = new Run(options, interrupt.signal);
  try {
    return await Promise.race([run.show(parts), interrupt.happened]);
  } catch (error) {
    if (interrupt.signal.aborted) return await interrupt.happened;
    console.error(`\nThe demo failed: ${messageOf(error)}`);
    return 1;
  } finally {
    await run.end();
    interrupt.release();
  }
}

/** With the way out, where the error has one. */
function messageOf(error: unknown): string {
  if (error instanceof BackendMissingError || error instanceof FleetError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
