import { launcherName } from './launcher.js';

/** Why this process or thread is not the application, or undefined when it is. */
export function bystanderReason(): string | undefined {
  if (isWorkerThread()) return 'a worker thread: the main thread serves the metrics of the process';
  const launcher = launcherName(process.argv[1]);
  if (launcher !== undefined) return `${launcher} starts other processes`;
  // The process of `node --test` starts one process a file; these have the variable.
  const runsTests = process.execArgv.some((argument) => /^--test(=|$)/.test(argument));
  if (runsTests && process.env['NODE_TEST_CONTEXT'] === undefined) {
    return 'the test runner starts a process for each file';
  }
  return undefined;
}

/**
 * Asks without loading node:worker_threads, which takes 1 to 3 ms of the start: in a worker thread
 * `process.chdir()` is documented to fail as unsupported, whatever its argument.
 */
function isWorkerThread(): boolean {
  try {
    process.chdir(undefined as never);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_WORKER_UNSUPPORTED_OPERATION';
  }
  return false;
}
