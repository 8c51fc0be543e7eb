import { type CompleteMetric, createInstrument } from '@obs/semconv';
import type { Attributes, BatchObservableResult, Meter, Observable } from '@opentelemetry/api';

type ObservableMetric = CompleteMetric<
  'observablegauge' | 'observablecounter' | 'observableupdowncounter'
>;

/** Reports one value under a family's key. */
export type Observe<Key extends string> = (
  key: Key,
  value: number,
  attributes?: Attributes,
) => void;

/** Takes what a group registered away again. */
export type Stop = () => void;

/**
 * Registers families that are read together, so that what the operating system is asked for is
 * asked once a collection. A reader that throws (a container without /proc, a denied call) leaves
 * its families without values in that collection and the others as they are.
 */
export function observeTogether<Key extends string>(
  meter: Meter,
  metrics: Readonly<Record<Key, ObservableMetric>>,
  read: (observe: Observe<Key>) => void,
): Stop {
  const observables = {} as Record<Key, Observable>;
  for (const key of Object.keys(metrics) as Key[]) {
    observables[key] = createInstrument(meter, metrics[key]);
  }
  const callback = (result: BatchObservableResult): void => {
    try {
      read((key, value, attributes) => result.observe(observables[key], value, attributes));
    } catch {
      // No value is the honest answer.
    }
  };
  const list = Object.values<Observable>(observables);
  meter.addBatchObservableCallback(callback, list);
  return () => meter.removeBatchObservableCallback(callback, list);
}

/** Some families of a catalog, by their keys. */
export function pick<Metrics extends object, Key extends keyof Metrics>(
  metrics: Metrics,
  keys: readonly Key[],
): Pick<Metrics, Key> {
  return Object.fromEntries(keys.map((key) => [key, metrics[key]])) as Pick<Metrics, Key>;
}
