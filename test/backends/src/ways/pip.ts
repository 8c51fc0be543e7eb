import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { findOnPath } from '../host.ts';
import type { Way } from '../install/spec.ts';

export interface PipPackages {
  /** For the cache folder, and the name of the interpreter among the tools. */
  readonly product: string;
  /** Pinned: `prometheus-client==0.26.0`. */
  readonly packages: readonly string[];
}

/**
 * Installs Python packages into a virtual environment of their own. The only tool
 * is its interpreter: scripts of a virtual environment have its first path in
 * them and do not survive the move into the cache.
 */
export function pipPackages(options: PipPackages): Way {
  const pin = pinOf(options.packages);
  return {
    how: 'pip',
    id: { product: `${options.product}-pip`, pin },
    async closed(host) {
      const [python] = await findOnPath(host, 'python3');
      return python === undefined ? 'python3 is not on PATH' : undefined;
    },
    async install(shop) {
      const folder = join(shop.stage, 'venv');
      // Fails on Debian without python3-venv, and says so itself.
      await shop.run('make a virtual environment', 'python3', ['-m', 'venv', folder]);
      const python = join(folder, 'bin/python');
      const install = ['-m', 'pip', 'install', '--no-input', '--disable-pip-version-check'];
      const what = `install ${options.packages.join(', ')}`;
      await shop.run(what, python, [...install, ...options.packages]);
      return { [options.product]: join('venv/bin/python') };
    },
  };
}

/** The first package and its version; of several a digest of all, since a name has a limit. */
function pinOf([first = '', ...more]: readonly string[]): string {
  const name = first.replace('==', '-');
  if (more.length === 0) return name;
  return `${name}-${createHash('sha256').update(more.join()).digest('hex').slice(0, 12)}`;
}
