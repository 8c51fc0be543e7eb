import type { Catalog, CompleteMetric } from '@obs/semconv';
import * as semconv from '@obs/semconv';
import { createInstrument } from '@obs/semconv';
import type { Attributes, Meter, Observable } from '@opentelemetry/api';

const catalogs = Object.values<unknown>(semconv).filter(
  (value): value is Catalog => typeof value === 'object' && value !== null && 'metrics' in value,
);

/** Every family of every catalog, by its Prometheus name. */
export const families: ReadonlyMap<string, CompleteMetric> = new Map(
  catalogs
    .flatMap(({ metrics }) => Object.values(metrics) as CompleteMetric[])
    .map((metric) => [metric.prometheus, metric]),
);

/** Records every family once, with a value for each of its labels. */
export function recordAll(meter: Meter): void {
  for (const metric of families.values()) {
    const attributes = oneOfEach(metric);
    const instrument = createInstrument(meter, metric) as object;
    if ('addCallback' in instrument) {
      (instrument as Observable).addCallback((result) => result.observe(1, attributes));
    } else if ('record' in instrument) {
      (instrument as { record(value: number, attributes: Attributes): void }).record(1, attributes);
    } else {
      (instrument as { add(value: number, attributes: Attributes): void }).add(1, attributes);
    }
  }
}

function oneOfEach({ labels }: CompleteMetric): Attributes {
  return Object.fromEntries(
    Object.entries(labels).map(([key, label]) => [key, Array.isArray(label) ? label[0] : 'x']),
  );
}
