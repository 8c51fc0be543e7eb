import { spawn } from 'node:child_process';
import { join } from 'node:path';

/**
 * A tiny shell process that ends what we started and removes a folder if we go
 * away without doing it: Ctrl-C, a crash, SIGKILL, a killed test worker. It runs
 * in a session of its own, so that a signal to our group does not reach it.
 */
export interface Guard {
  /** The process group to end; undefined when there is none any more. Replaces the last one. */
  watch(group: number | undefined): void;
  /** Lets the guard go without touching anything. */
  release(): void;
}

export function guardFolder(folder: string): Guard {
  const child = spawn('sh', [join(import.meta.dirname, 'guard.sh'), folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  });
  // Without `sh` there is no clean-up after a crash; the orderly ends still work.
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  return {
    watch: (group) => void child.stdin.write(`watch ${group ?? ''}\n`),
    release: () => void child.stdin.end('done\n'),
  };
}
