import type { GrpcFamilies } from '@obs/instrumentation-grpc';
import type { HttpClientFamilies, HttpServerFamilies } from '@obs/instrumentation-http';
import type { Catalog } from '@obs/semconv';

/** What a service emits under `@obs/auto`, as data. Every field may be left out. */
export interface Preset {
  /** Shown in the start line; the name it was asked for by when not given. */
  readonly name?: string;
  /** `service.name` where neither `OTEL_SERVICE_NAME` nor `OTEL_RESOURCE_ATTRIBUTES` says one. */
  readonly serviceName?: string;
  /**
   * Families of HTTP server requests; those of the OpenTelemetry semantic conventions when not
   * given, none when false.
   */
  readonly http?: HttpServerFamilies | false;
  /**
   * Families of HTTP requests that the service sends. When not given: those of the conventions where
   * `http` is not given either, else none.
   */
  readonly httpClient?: HttpClientFamilies | false;
  /**
   * Families of gRPC calls; those of the OpenTelemetry semantic conventions when not given, none when
   * false.
   */
  readonly grpc?: GrpcFamilies | false;
  /**
   * Under which names there are process and Node.js metrics: those of the OpenTelemetry semantic
   * conventions when not given or true, those of prom-client; none when false.
   */
  readonly runtime?: 'opentelemetry' | 'prom-client' | boolean;
  /**
   * Whether there are durations of garbage collections, whose watching costs p99 latency, see
   * `OBS_GARBAGE_COLLECTION`. When not given: true under prom-client's names, false under the others.
   */
  readonly garbageCollection?: boolean;
  /** Where `/metrics` is: `app` for the application's own port. 9464 when not given. */
  readonly metricsPort?: number | 'app';
  /** A variable of the user's own that says the port; `OBS_METRICS_PORT` wins over it. */
  readonly metricsPortVariable?: string;
  /** Whether `service_health_status` exists although no check is registered; false. */
  readonly healthMetric?: boolean;
  /** Catalogs whose series of closed label sets exist at zero from the start. */
  readonly catalogs?: readonly Catalog[];
}

/**
 * Gives a preset back as it is; for types in a file of your own, which `OBS_PRESET=./file.mjs` names
 * and which exports the preset as its default.
 */
export function definePreset(preset: Preset): Preset {
  return preset;
}
