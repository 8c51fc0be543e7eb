import { type Host, thisHost } from '../host.ts';
import { once } from '../install/once.ts';
import { resolveBackend } from '../install/resolve.ts';
import type { Backend, Spec } from '../install/spec.ts';
import { readVersion } from '../install/version.ts';
import { debianPackage } from '../ways/debian.ts';
import { dockerImage } from '../ways/docker.ts';
import { goProgram } from '../ways/go.ts';

/** A Prometheus server with its tool. */
export interface PrometheusBackend extends Backend {
  /** Checks configurations and rules, and runs rule tests. */
  readonly promtoolPath: string;
}

const commands = { prometheus: ['prometheus'], promtool: ['promtool'] };
const version = (path: string, host: Host) =>
  readVersion(path, ['--version'], /version (\d+\.\d+\.\d+)/, host);

// The module's v0.315.0 is the release 3.15.0: its major version is not in its path.
const built = goProgram({
  product: 'prometheus-go',
  module: 'github.com/prometheus/prometheus',
  version: 'v0.315.0',
  packages: { prometheus: 'cmd/prometheus', promtool: 'cmd/promtool' },
  variables: { 'github.com/prometheus/common/version.Version': '3.15.0' },
});
const image = dockerImage({
  product: 'prometheus',
  image: 'prom/prometheus:v3.15.0',
  commands: { prometheus: 'prometheus', promtool: 'promtool' },
});

const packaged = debianPackage({
  package: 'prometheus',
  files: { prometheus: 'usr/bin/prometheus', promtool: 'usr/bin/promtool' },
});

export const prometheusSpec: Spec = {
  name: 'prometheus',
  title: 'Prometheus 2.42 or newer, with promtool',
  minVersion: '2.42.0',
  commands,
  version,
  ways: [packaged, built, image],
  recipe:
    'put prometheus and promtool on PATH (apt-get install prometheus, brew install prometheus), ' +
    'or install Go 1.21 or newer, or start Docker',
};

export const prometheus3Spec: Spec = {
  ...prometheusSpec,
  name: 'prometheus3',
  title: 'Prometheus 3.5 or newer, with promtool',
  minVersion: '3.5.0',
  ways: [built, image],
  recipe:
    'put prometheus and promtool 3.5 or newer on PATH (brew install prometheus), ' +
    'or install Go 1.21 or newer, or start Docker',
};

/**
 * Any Prometheus from 2.42 on, the version of the oldest distribution in support:
 * what works with it works for everybody. It scrapes the text and OpenMetrics
 * formats; it has no OTLP receiver, no UTF-8 names.
 *
 * PATH, then the cache, then the distribution's package (seconds), then a build of
 * Prometheus 3 (minutes), then Docker. Resolved once a process.
 *
 * @throws BackendMissingError with the reason of every way, and the recipe
 */
export const prometheus = once(() => find(prometheusSpec));

/**
 * A Prometheus from 3.5 on: OTLP receiver, native histograms, UTF-8 names. PATH,
 * then the cache, then a build, then Docker; the build has the whole API and no
 * pages. Resolved once a process.
 *
 * @throws BackendMissingError with the reason of every way, and the recipe
 */
export const prometheus3 = once(() => find(prometheus3Spec));

async function find(spec: Spec): Promise<PrometheusBackend> {
  const backend = await resolveBackend(spec, thisHost());
  return { ...backend, promtoolPath: backend.tools['promtool']! };
}
