import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { FleetError } from '../errors.ts';
import type { Guard } from './guard.ts';
import type { Service } from './services.ts';

/** A running process of the fleet. */
export interface Process {
  readonly pid: number;
  /** The last lines that it wrote to stdout and stderr. */
  output(): string;
  /** Says how it ended; resolves when it has. */
  readonly ended: Promise<string>;
  /** SIGTERM, then SIGKILL when it is still there after 5 s. Resolves as `ended` does. */
  stop(): Promise<string>;
}

const readyMillis = 30_000;
const stopMillis = 5_000;
const keptCharacters = 64 * 1024;
const { resolve: locate } = createRequire(import.meta.url);

/** What a process inherits: a stray PORT or OBS_PRESET of the caller must not change the fleet. */
const inherited = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot'];

/**
 * Starts a service in its folder, as its README does, and waits until it says that it listens.
 *
 * @param variables its environment besides PATH and the like.
 * @param isObserved whether it runs under `@obs/auto`.
 * @throws FleetError with its last lines when it ends first or says nothing for 30 s.
 */
export async function startProcess(
  service: Service,
  variables: Readonly<Record<string, string>>,
  guard: Guard,
  isObserved: boolean,
): Promise<Process> {
  const script = locate(service.script);
  const auto = isObserved ? ['--require', '@obs/auto'] : [];
  const child = spawn(process.execPath, [...auto, script], {
    cwd: dirname(script),
    // A group of its own: Ctrl-C is for us, and we end it in good order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...Object.fromEntries(inherited.map((name) => [name, process.env[name]])),
      ...variables,
    },
  });
  const { pid } = child;
  if (pid !== undefined) guard.add(pid);
  const output = collect(child);
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(`could not be started: ${error.message}`));
    child.on('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  void ended.then(() => pid !== undefined && guard.remove(pid));

  const problem = await waitUntilListening(child, output, ended);
  if (problem !== undefined) {
    endGroup(pid, 'SIGKILL');
    await ended;
    throw new FleetError(`${service.id} ${problem}. Its last lines:\n${lastLines(output(), 15)}`);
  }
  return {
    pid: pid as number,
    output,
    ended,
    async stop() {
      endGroup(pid, 'SIGTERM');
      const timer = setTimeout(() => endGroup(pid, 'SIGKILL'), stopMillis);
      const how = await ended;
      clearTimeout(timer);
      return how;
    },
  };
}

/** The last lines of a text, indented. */
export function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n').replace(/^/gm, '  ');
}

function collect(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (more: string) => {
      text = (text + more).slice(-keptCharacters);
    });
  }
  return () => text;
}

/** Why it does not listen; undefined when it does. */
async function waitUntilListening(
  child: ChildProcess,
  output: () => string,
  ended: Promise<string>,
): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const listens = new Promise<undefined>((resolve) => {
    child.stdout?.on('data', () => {
      if (/ listening on port \d+/.test(output())) resolve(undefined);
    });
  });
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, readyMillis, `does not listen after ${readyMillis / 1000} s`);
  });
  try {
    return await Promise.race([listens, late, ended.then((how) => `ended (${how})`)]);
  } finally {
    clearTimeout(timer);
  }
}

function endGroup(group: number | undefined, signal: NodeJS.Signals): void {
  if (group === undefined) return;
  try {
    process.kill(-group, signal);
  } catch {
    // It has ended already.
  }
}
