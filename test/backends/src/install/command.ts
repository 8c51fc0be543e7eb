import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { StepFailedError } from '../errors.ts';

export interface CommandOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Above this the command is ended and the step fails. Default 30 s. */
  readonly timeoutMs?: number;
  /** The exit codes that are no failure. Default: 0. */
  readonly exitCodes?: readonly number[];
  /** Run below the priority of everything else: builds take all cores for minutes. */
  readonly nice?: boolean;
  /** Told the process group when it starts, and undefined when it has ended. */
  readonly onGroup?: (group: number | undefined) => void;
}

// Enough for any reason at the end of a build log, and a bound on what is kept.
const KEPT_CHARACTERS = 256 * 1024;

/**
 * Runs a command without a shell, in a process group of its own, with standard
 * input closed.
 *
 * @returns what it wrote to stdout (the last 256 Ki characters)
 * @throws StepFailedError when it cannot start, exits with a code that says failure,
 *   or takes too long; the message has the end of its output
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<string> {
  const { timeoutMs = 30_000, exitCodes = [0], onGroup = () => {} } = options;
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let both = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout = (stdout + text).slice(-KEPT_CHARACTERS);
    both = (both + text).slice(-KEPT_CHARACTERS);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    both = (both + text).slice(-KEPT_CHARACTERS);
  });
  const { pid } = child;
  if (pid !== undefined) {
    onGroup(pid);
    if (options.nice) lowerPriority(pid);
  }
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    if (pid !== undefined) endGroup(pid, 'SIGKILL');
  }, timeoutMs);
  const outcome = await new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => {
      const failed = code === null || !exitCodes.includes(code);
      resolve(failed ? (signal ?? `exit code ${code}`) : '');
    });
  });
  clearTimeout(timer);
  onGroup(undefined);
  if (outcome === '' && !late) return stdout;
  const reason = late ? `no end after ${timeoutMs / 1000} s` : outcome;
  throw new StepFailedError([command, ...args].join(' '), reason, both);
}

/** Signals a whole process group; a group that has ended already is no error. */
export function endGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch (error) {
    // macOS says EPERM when nothing but zombies is left of a group.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, 10);
  } catch {
    // It has ended already.
  }
}
