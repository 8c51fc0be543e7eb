import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { BackendMissingError } from './errors.ts';
import { thisHost } from './host.ts';
import { runCommand } from './install/command.ts';
import { withLock } from './install/lock.ts';

const TIMEOUT_MS = 10 * 60_000;

/**
 * Installs the packages of a folder that has a `package.json` and a lock file of its own and is no
 * workspace: what only long tests and benchmarks need, and `npm ci` of the repository would carry
 * for everybody. Nothing is done when `node_modules` is of this lock file already. Processes that
 * want the same folder wait for the one that installs.
 *
 * @returns the folder, absolute
 * @throws BackendMissingError when npm fails, or `OBS_BACKENDS=present` forbids to ask it
 */
export async function npmFolder(folder: string): Promise<string> {
  const host = thisHost();
  const path = resolve(folder);
  const name = basename(path);
  const digest = (text: string | Buffer) =>
    createHash('sha256').update(text).digest('hex').slice(0, 16);
  const wanted = digest(readFileSync(join(path, 'package-lock.json')));
  const stamp = join(path, 'node_modules', '.obs-lock');
  const isInstalled = () => {
    try {
      return readFileSync(stamp, 'utf8') === wanted;
    } catch {
      return false;
    }
  };
  if (isInstalled()) return path;
  const missing = (way: string, reason: string) =>
    new BackendMissingError(name, `the packages of ${path}`, `run "npm ci" in ${path}`, [
      { way, reason },
    ]);
  if (!host.mayInstall) throw missing('npm', 'OBS_BACKENDS=present forbids downloads');
  const lock = join(host.cache, 'locks', `npm-${digest(path)}.lock`);
  await withLock(lock, async () => {
    if (isInstalled()) return;
    host.note(`${name}: npm ci in ${path}`);
    try {
      await runCommand('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], {
        cwd: path,
        env: withoutNpm(host.env),
        timeoutMs: TIMEOUT_MS,
      });
    } catch (error) {
      throw missing('npm', (error as Error).message);
    }
    writeFileSync(stamp, wanted);
  });
  return path;
}

/** Under npm, its settings for this repository are in the environment of whatever it runs. */
export function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([key]) => !/^npm_(config_local_prefix|package|lifecycle)/.test(key),
    ),
  );
}
