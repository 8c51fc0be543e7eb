import { type Host, thisHost } from '../host.ts';
import { once } from '../install/once.ts';
import { resolveBackend } from '../install/resolve.ts';
import type { Spec } from '../install/spec.ts';
import { readVersion } from '../install/version.ts';
import { collectorBuild } from '../ways/collector-builder.ts';
import { dockerImage } from '../ways/docker.ts';

const VERSION = '0.155.0';

export const collectorSpec: Spec = {
  name: 'collector',
  title: `OpenTelemetry Collector ${VERSION} or newer`,
  // From here on components are called otlp_grpc, otlp_http, health_check.
  minVersion: VERSION,
  commands: { otelcol: ['otelcol-contrib', 'otelcol'] },
  version: (path: string, host: Host) =>
    readVersion(path, ['--version'], /version v?(\d+\.\d+\.\d+)/, host),
  ways: [
    collectorBuild(VERSION),
    dockerImage({
      product: 'collector',
      image: `otel/opentelemetry-collector-contrib:${VERSION}`,
      commands: { otelcol: '/otelcol-contrib' },
    }),
  ],
  recipe: `put otelcol-contrib ${VERSION} or newer on PATH, or install Go 1.21 or newer, or start Docker`,
};

/**
 * An OpenTelemetry Collector with the components listed in
 * `src/ways/collector-builder.ts`. PATH, then the cache, then a build with the
 * Collector's builder, then Docker. Resolved once a process.
 *
 * @throws BackendMissingError with the reason of every way, and the recipe
 */
export const collector = once(() => resolveBackend(collectorSpec, thisHost()));
