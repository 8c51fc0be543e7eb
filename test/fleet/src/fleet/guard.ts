import { spawn } from 'node:child_process';
import { join } from 'node:path';

/**
 * A tiny shell process that ends our children if we go away without doing it: no handler of ours
 * runs at SIGKILL. It is in a session of its own, so that a signal to our group does not reach it.
 */
export interface Guard {
  add(group: number): void;
  remove(group: number): void;
  /** Lets it go. It ends the groups that were not removed first. */
  release(): void;
}

export function startGuard(): Guard {
  const child = spawn('sh', [join(import.meta.dirname, 'guard.sh')], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  });
  // Without `sh` there is no clean-up after SIGKILL; the orderly ends still work.
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  return {
    add: (group) => void child.stdin.write(`+ ${group}\n`),
    remove: (group) => void child.stdin.write(`- ${group}\n`),
    release: () => void child.stdin.end(),
  };
}
