import type { Attributes, Meter, MeterProvider, UpDownCounter } from '@opentelemetry/api';

interface Count {
  readonly attributes: Attributes;
  value: number;
}

/** What the official tracer tells counts apart by. */
const keys = ['otel.span.sampling_result', 'otel.span.parent.origin'] as const;

/** A counter that adds in a variable of its own, and is read when metrics are collected. */
class SpanCount {
  readonly #counts: Count[] = [];

  /** @param attributes belong to the caller, and are kept as they are the first time. */
  add(value: number, attributes: Attributes = {}): void {
    for (const count of this.#counts) {
      if (
        count.attributes[keys[0]] === attributes[keys[0]] &&
        count.attributes[keys[1]] === attributes[keys[1]]
      ) {
        count.value += value;
        return;
      }
    }
    this.#counts.push({ attributes, value });
  }

  observe(result: { observe(value: number, attributes: Attributes): void }): void {
    for (const { value, attributes } of this.#counts) result.observe(value, attributes);
  }
}

/**
 * The meter provider to hand to the official tracer provider, for `otel.sdk.span.started` and
 * `otel.sdk.span.live`. The tracer adds to them three times a span, with an object of attributes each;
 * here the same metrics are observable ones, so that no series is looked up and no exemplar offered.
 * Source: OpenTelemetry semantic conventions, otel/sdk-metrics.md, "Span metrics".
 */
export function spanCounts(provider: MeterProvider): MeterProvider {
  const instruments = new Map<string, UpDownCounter>();
  const once = (name: string, make: () => { addCallback(observe: SpanCount['observe']): void }) => {
    const known = instruments.get(name);
    if (known !== undefined) return known;
    const count = new SpanCount();
    make().addCallback((result) => count.observe(result));
    instruments.set(name, count);
    return count;
  };
  return {
    getMeter(...scope) {
      const meter = provider.getMeter(...scope);
      const own: Pick<Meter, 'createCounter' | 'createUpDownCounter'> = {
        createCounter: (name, options) =>
          once(name, () => meter.createObservableCounter(name, options)),
        createUpDownCounter: (name, options) =>
          once(name, () => meter.createObservableUpDownCounter(name, options)),
      };
      return Object.assign(Object.create(meter) as Meter, own);
    },
  };
}
