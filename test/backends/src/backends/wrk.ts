import { type Host, thisHost } from '../host.ts';
import { once } from '../install/once.ts';
import { resolveBackend } from '../install/resolve.ts';
import type { Spec } from '../install/spec.ts';
import { readVersion } from '../install/version.ts';
import { debianPackage } from '../ways/debian.ts';

export const wrkSpec: Spec = {
  name: 'wrk',
  title: 'wrk 4.1 or newer, an HTTP load generator',
  minVersion: '4.1.0',
  commands: { wrk: ['wrk'] },
  // It tells its version together with its usage, and exits with 1.
  version: (path: string, host: Host) => readVersion(path, ['-v'], /(\d+\.\d+\.\d+)/, host, [0, 1]),
  ways: [debianPackage({ package: 'wrk', files: { wrk: 'usr/bin/wrk' }, withDependencies: true })],
  recipe: 'put wrk on PATH (apt-get install wrk, brew install wrk)',
};

/**
 * Load from several connections, for benchmarks. PATH, then the cache, then the
 * distribution's package. Resolved once a process.
 *
 * @throws BackendMissingError with the reason of every way, and the recipe
 */
export const wrk = once(() => resolveBackend(wrkSpec, thisHost()));
