import { type Host, thisHost } from '../host.ts';
import { runCommand } from '../install/command.ts';
import { once } from '../install/once.ts';
import { resolveBackend } from '../install/resolve.ts';
import type { Spec } from '../install/spec.ts';
import { collectorBuild, componentModules } from '../ways/collector-builder.ts';
import { dockerImage } from '../ways/docker.ts';

const VERSION = '0.155.0';

export const collectorSpec: Spec = {
  name: 'collector',
  title: `OpenTelemetry Collector ${VERSION} or newer`,
  // From here on components are called otlp_grpc, otlp_http, health_check.
  minVersion: VERSION,
  commands: { otelcol: ['otelcol-contrib', 'otelcol'] },
  version: readVersion,
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
 * Also a look at its components: the distribution called `otelcol` has not all of them, and neither
 * has a copy that was built before the list grew.
 */
async function readVersion(path: string, host: Host): Promise<string> {
  const output = await runCommand(path, ['components'], { env: host.env });
  const version = /^ +version: v?(\d+\.\d+\.\d+)/m.exec(output)?.[1];
  if (version === undefined) throw new Error(`${path} tells no version: ${output.slice(0, 200)}`);
  const missing = componentModules.filter((module) => !output.includes(`module: ${module} `));
  if (missing.length > 0) throw new Error(`it is without ${missing.join(', ')}`);
  return version;
}

/**
 * An OpenTelemetry Collector with the components listed in
 * `src/ways/collector-builder.ts`. PATH, then the cache, then a build with the
 * Collector's builder, then Docker. Resolved once a process.
 *
 * @throws BackendMissingError with the reason of every way, and the recipe
 */
export const collector = once(() => resolveBackend(collectorSpec, thisHost()));
