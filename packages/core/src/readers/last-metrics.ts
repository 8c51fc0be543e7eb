import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { MetricsEngine } from '../engine/engine.js';
import type { LastExport } from '../lifecycle/last-export.js';
import { otlpMetricsPackages } from './otlp-packages.js';
import { LastMetricReader } from './push-reader.js';
import type { PushReader } from './readers.js';

/**
 * The metrics as the OTLP exporter would get them now; undefined when the engine cannot collect in
 * one call (the official one), or when nothing was recorded.
 */
export function lastMetrics(
  engine: MetricsEngine,
  pushes: readonly PushReader[],
  protocol: string,
  delta: boolean,
): LastExport | undefined {
  const metrics = (
    pushes.find(({ name }) => name === 'otlp')?.reader ?? attached(engine, delta)
  ).collectNow();
  const module = otlpMetricsPackages[protocol];
  if (metrics === undefined || module === undefined || metrics.scopeMetrics.length === 0)
    return undefined;
  return { module, exporter: 'OTLPMetricExporter', items: cloneable(metrics) };
}

function attached(engine: MetricsEngine, delta: boolean): LastMetricReader {
  const reader = new LastMetricReader(delta);
  engine.attach(reader);
  return reader;
}

/** A resource has its attributes behind a getter, which a clone does not. */
function cloneable({ resource, scopeMetrics }: ResourceMetrics) {
  const { attributes, schemaUrl } = resource;
  return { resource: { attributes, schemaUrl }, scopeMetrics };
}
