import { type Host, thisHost } from '../host.ts';
import { once } from '../install/once.ts';
import { resolveBackend } from '../install/resolve.ts';
import type { Spec } from '../install/spec.ts';
import { readVersion } from '../install/version.ts';
import { dockerImage } from '../ways/docker.ts';
import { goModuleCopy } from '../ways/go.ts';

export const jaegerSpec: Spec = {
  name: 'jaeger',
  title: 'Jaeger 2',
  minVersion: '2.0.0',
  commands: { jaeger: ['jaeger'] },
  version: (path: string, host: Host) => readVersion(path, ['version'], /v?(\d+\.\d+\.\d+)/, host),
  ways: [
    goModuleCopy({
      product: 'jaeger-go',
      module: 'github.com/jaegertracing/jaeger',
      version: 'v1.76.0',
      packages: { jaeger: 'cmd/jaeger' },
      variables: { 'github.com/jaegertracing/jaeger/internal/version.latestVersion': 'v2.13.0' },
    }),
    dockerImage({
      product: 'jaeger',
      image: 'jaegertracing/jaeger:2.13.0',
      commands: { jaeger: '/cmd/jaeger/jaeger-linux' },
    }),
  ],
  recipe: 'put jaeger 2 on PATH, or install Go 1.21 or newer, or start Docker',
};

/**
 * A Jaeger that keeps traces in memory. PATH, then the cache, then a build, then
 * Docker; the build has the whole API and no pages. Resolved once a process.
 *
 * @throws BackendMissingError with the reason of every way, and the recipe
 */
export const jaeger = once(() => resolveBackend(jaegerSpec, thisHost()));
