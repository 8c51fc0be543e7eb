import { thisHost } from '../host.ts';
import { once } from '../install/once.ts';
import { resolveBackend } from '../install/resolve.ts';
import type { Spec } from '../install/spec.ts';
import { readVersion } from '../install/version.ts';
import { pipPackages } from '../ways/pip.ts';

const ASK = 'from importlib.metadata import version; print(version("prometheus-client"))';

export const promParsersSpec: Spec = {
  name: 'prom-parsers',
  title: "the Python client's parsers, prometheus-client 0.26",
  minVersion: '0.26.0',
  // Never from PATH: a python3 there is no promise about its packages.
  commands: {},
  version: (path, host) => readVersion(path, ['-c', ASK], /^(\d+\.\d+\.\d+)/, host),
  ways: [pipPackages({ product: 'prom-parsers', packages: ['prometheus-client==0.26.0'] })],
  recipe: 'install Python 3.9 or newer with venv (apt-get install python3-venv)',
};

/**
 * A Python interpreter that has `prometheus-client`: parsers by another hand than
 * ours, of which the OpenMetrics one is strict. `path` is the interpreter; see
 * `startParsers` for the parsers. The cache, then a virtual environment.
 *
 * @throws BackendMissingError with the reason, and the recipe
 */
export const promParsers = once(() => resolveBackend(promParsersSpec, thisHost()));
