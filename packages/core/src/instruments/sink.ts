import type { Attributes, Counter, Gauge, Histogram, UpDownCounter } from '@opentelemetry/api';

/** Records into one series. */
export interface Sink {
  record(value: number): void;
}

/** What an engine that can bind offers on its synchronous instruments (specification: metrics/api.md, "Bind"). */
interface Bindable {
  bind(attributes: Attributes): { add?(value: number): void; record?(value: number): void };
}

type SynchronousInstrument = Counter | UpDownCounter | Gauge | Histogram;

/** A sink for one attribute set: the engine's bound handle where there is one, else a call with the set. */
export function createSink(instrument: SynchronousInstrument, attributes: Attributes): Sink {
  if ('bind' in instrument && typeof instrument.bind === 'function') {
    const bound = (instrument as unknown as Bindable).bind(attributes);
    if (typeof bound.record === 'function') return bound as Sink;
    return { record: (value) => bound.add?.(value) };
  }
  if ('add' in instrument) return { record: (value) => instrument.add(value, attributes) };
  return { record: (value) => instrument.record(value, attributes) };
}
