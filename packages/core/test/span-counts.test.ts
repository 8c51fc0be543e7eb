import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { AlwaysOffSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { expect, it } from 'vitest';
import { RandomIds } from '../src/tracing/ids.js';
import { spanCounts } from '../src/tracing/span-counts.js';

/** What the official tracer counts: by metric, the attributes and the value of each series. */
async function counted(wrap: typeof spanCounts) {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const metrics = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] });
  const meterProvider = wrap(metrics);
  const provider = new TracerProvider({ meterProvider });
  const off = new TracerProvider({ meterProvider, sampler: new AlwaysOffSampler() });
  // Two tracers: their spans are in the same series.
  provider.getTracer('one').startSpan('ends').end();
  provider.getTracer('two').startSpan('ends').end();
  provider.getTracer('two').startSpan('stays');
  off.getTracer('one').startSpan('dropped').end();
  await metrics.forceFlush();
  const found = exporter.getMetrics().flatMap(({ scopeMetrics }) =>
    scopeMetrics.flatMap(({ scope, metrics }) =>
      metrics.map(({ descriptor: { name, unit, description }, dataPointType, dataPoints }) => ({
        scope: scope.name,
        ...{ name, unit, description, dataPointType },
        points: dataPoints.map(({ attributes, value }) => ({ attributes, value })),
      })),
    ),
  );
  await metrics.shutdown();
  return found;
}

it('counts spans as the official tracer does', async () => {
  const found = await counted(spanCounts);
  expect(found).toEqual(await counted((provider) => provider));
  expect(found.map(({ name, points }) => [name, points.map(({ value }) => value)])).toEqual([
    ['otel.sdk.span.started', [3, 1]],
    ['otel.sdk.span.live', [1]],
  ]);
});

it('makes ids that are valid, and each one once', () => {
  const ids = new RandomIds();
  const made = Array.from({ length: 1_000 }, () => [ids.generateTraceId(), ids.generateSpanId()]);
  for (const [trace, span] of made) {
    expect(trace).toMatch(/^[\da-f]{32}$/);
    expect(span).toMatch(/^[\da-f]{16}$/);
  }
  expect(new Set(made.flat()).size).toBe(2_000);
});
