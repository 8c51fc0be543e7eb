import type { Attributes } from '@opentelemetry/api';
import type { Engine } from './engine.js';
import type { Meter } from './meter.js';
import type { Stream } from './stream.js';

/**
 * Registers the metrics about the engine itself, made with the engine itself. Names and meaning are
 * in the README, "Self-observation".
 */
export function observeEngine(engine: Engine, meter: Meter): void {
  meter
    .createObservableUpDownCounter('obs.sdk.metrics.series', {
      unit: '{series}',
      description: 'Live series of a meter, overflow series included.',
    })
    .addCallback((result) => {
      for (const [attributes, streams] of byMeter(engine)) {
        result.observe(
          sum(streams, (stream) => stream.seriesCount),
          attributes,
        );
      }
    });
  meter
    .createObservableCounter('obs.sdk.metrics.overflowed', {
      unit: '{measurement}',
      description: 'Attribute sets that were looked up beyond the cardinality limit, per meter.',
    })
    .addCallback((result) => {
      for (const [attributes, streams] of byMeter(engine)) {
        result.observe(
          sum(streams, (stream) => stream.overflowed),
          attributes,
        );
      }
    });
  meter
    .createObservableCounter('obs.sdk.metrics.dropped', {
      unit: '{measurement}',
      description: 'Measurements that were not recorded, by reason.',
    })
    .addCallback((result) => {
      for (const [reason, count] of engine.report.dropped) result.observe(count, { reason });
    });
  engine.collectionDuration = meter
    .createHistogram('obs.sdk.metrics.collection.duration', {
      unit: 's',
      description: 'Time from the first callback to the complete result of a collection.',
      advice: { explicitBucketBoundaries: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5] },
    })
    .bind();
}

function byMeter(engine: Engine): Map<Attributes, Set<Stream>> {
  const streams = new Map<Attributes, Set<Stream>>();
  for (const { scope, registry } of engine.meters.values()) {
    streams.set({ 'otel.scope.name': scope.name }, registry.all());
  }
  return streams;
}

function sum(streams: Set<Stream>, count: (stream: Stream) => number): number {
  let total = 0;
  for (const stream of streams) total += count(stream);
  return total;
}
