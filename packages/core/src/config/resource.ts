import {
  defaultResource,
  detectResources,
  envDetector,
  processDetector,
  type Resource,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import type { StartOptions } from './options.js';

/** What the environment says about this process: defaults, `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_SERVICE_NAME`. */
export function environmentResource(): Resource {
  const {
    'process.pid': pid,
    'process.runtime.name': name,
    'process.runtime.version': version,
  } = detectResources({ detectors: [processDetector] }).attributes;
  // The command line and the executable's path stay out: arguments carry secrets.
  const runtime = resourceFromAttributes({
    ...(pid === undefined ? {} : { 'process.pid': pid }),
    ...(name === undefined ? {} : { 'process.runtime.name': name }),
    ...(version === undefined ? {} : { 'process.runtime.version': version }),
  });
  return defaultResource()
    .merge(runtime)
    .merge(detectResources({ detectors: [envDetector] }));
}

/** The environment's resource with what the options say on top. */
export function resolveResource(base: Resource, options: StartOptions): Resource {
  return base.merge(
    resourceFromAttributes({
      ...options.resourceAttributes,
      ...(options.serviceName === undefined ? {} : { 'service.name': options.serviceName }),
    }),
  );
}
