import type { MetricReader } from '@opentelemetry/sdk-metrics';
import type { LogLevel } from '../log.js';
import type { TracingOptions } from './tracing-options.js';

/** Where metrics go. */
export type ExporterName = 'prometheus' | 'otlp' | 'console' | 'none';

/** What `start()` takes; every field wins over the environment. */
export interface StartOptions {
  /** `service.name` of the resource; `OTEL_SERVICE_NAME`. */
  readonly serviceName?: string;
  /** Further resource attributes; `OTEL_RESOURCE_ATTRIBUTES`. */
  readonly resourceAttributes?: Readonly<Record<string, string>>;
  /** `OTEL_METRICS_EXPORTER`; `prometheus` by default, and `otlp` too once an OTLP endpoint is set. */
  readonly exporters?: readonly ExporterName[];
  /**
   * Port of `/metrics`, 0 to 65535 (0: a free one), or `app`: every `node:http` server of this
   * process answers it, before the application sees the request. `OBS_METRICS_PORT`; 9464.
   */
  readonly metricsPort?: number | 'app';
  /** Address to bind; `OBS_METRICS_HOST`; 127.0.0.1. In a container use 0.0.0.0. */
  readonly metricsHost?: string;
  /** `OBS_METRICS_PATH`; `/metrics`. */
  readonly metricsPath?: string;
  /** Whether `target_info` is exposed; `OBS_TARGET_INFO`; true. */
  readonly targetInfo?: boolean;
  /** Whether samples carry `otel_scope_*` labels; `OBS_SCOPE_LABELS`; false. */
  readonly scopeLabels?: boolean;
  /** Whether `/health` and `/ready` answer beside the metrics; `OBS_HEALTH_ENDPOINTS`; false. */
  readonly healthEndpoints?: boolean;
  /** Whether `service_health_status` exists although no check is registered; false. */
  readonly healthMetric?: boolean;
  /** Milliseconds that one health check may take; `OBS_HEALTH_TIMEOUT`; 2000. */
  readonly healthTimeoutMillis?: number;
  /** Milliseconds between pushes; `OTEL_METRIC_EXPORT_INTERVAL`; 60000. */
  readonly exportIntervalMillis?: number;
  /** Milliseconds that a push may take; `OTEL_METRIC_EXPORT_TIMEOUT`; 30000. */
  readonly exportTimeoutMillis?: number;
  /** Milliseconds that the last export may hold up the end of the process; `OBS_SHUTDOWN_TIMEOUT`; 3000. */
  readonly shutdownTimeoutMillis?: number;
  /** Whether SIGTERM and SIGINT flush before the process ends; true. */
  readonly handleSignals?: boolean;
  /** Whether a line says where the port of the metrics is, for callers that say it themselves; true. */
  readonly announce?: boolean;
  /** `OBS_LOG`; `info`. */
  readonly log?: LogLevel;
  /** Further readers of the official interface; started with the others. */
  readonly readers?: readonly MetricReader[];
  /** Traces: off until an OTLP endpoint or an exporter is named. */
  readonly tracing?: TracingOptions;
}
