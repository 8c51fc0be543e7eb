import type { MeterProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { IMetricReader } from '@opentelemetry/sdk-metrics';

/**
 * What records. It exists from import on; readers come when `start()` knows the configuration, and
 * a cumulative reader that comes late sees everything that was recorded before.
 */
export interface MetricsEngine {
  readonly name: 'obs' | 'opentelemetry' | 'disabled';
  readonly meterProvider: MeterProvider;
  /** The resource that readers see. Setting it is allowed until the first collection. */
  resource: Resource;
  /** Attaches a reader of the official interface and starts it; the engine owns it from then on. */
  attach(reader: IMetricReader): void;
  /** Spans can be active from now on: measurements inside them may become exemplars. */
  heedSpans(): void;
  /** Rejects when a reader cannot flush. */
  forceFlush(): Promise<void>;
  /** Flushes and ends every reader. Recording afterwards does nothing. */
  shutdown(): Promise<void>;
}
