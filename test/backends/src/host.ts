import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { BackendError } from './errors.ts';

/**
 * What a resolution may see of the machine. Tests pass their own; everybody
 * else gets `thisHost()`.
 */
export interface Host {
  /** `PATH` decides what is found; the whole environment is handed to every command. */
  readonly env: NodeJS.ProcessEnv;
  /** Where backends are kept; created when needed. */
  readonly cache: string;
  /** False: nothing is downloaded or built; only PATH and the cache count. */
  readonly mayInstall: boolean;
  /** Takes one progress line, without a line feed. */
  note(line: string): void;
}

const REPOSITORY = resolve(import.meta.dirname, '../../..');

/**
 * The real machine. `OBS_BACKENDS_CACHE` moves the cache folder away from
 * `.cache/backends` in the repository; `OBS_BACKENDS=present` forbids downloads
 * and builds. Progress goes to stderr, so that stdout stays the program's own.
 *
 * @throws BackendError `BACKEND_OPTION` when `OBS_BACKENDS` has another value
 */
export function thisHost(env: NodeJS.ProcessEnv = process.env): Host {
  const mode = env['OBS_BACKENDS'] ?? '';
  if (mode !== '' && mode !== 'present' && mode !== 'install') {
    throw new BackendError(
      'BACKEND_OPTION',
      `OBS_BACKENDS=${mode} is unknown. Use install (the default) or present.`,
    );
  }
  return {
    env,
    cache: resolve(env['OBS_BACKENDS_CACHE'] || join(REPOSITORY, '.cache/backends')),
    mayInstall: mode !== 'present',
    note: (line) => process.stderr.write(`[backends] ${line}\n`),
  };
}

/** Every executable file called `name` on the host's PATH, in its order. */
export async function findOnPath(host: Host, name: string): Promise<string[]> {
  const folders = (host.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const found: string[] = [];
  for (const folder of new Set(folders)) {
    const file = resolve(folder, name);
    if (await isExecutable(file)) found.push(file);
  }
  return found;
}

export async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** `CI` as continuous integration services set it; `CI=false` and `CI=0` mean no. */
export function isCi(env: NodeJS.ProcessEnv = process.env): boolean {
  return !['', '0', 'false'].includes((env['CI'] ?? '').toLowerCase());
}
