import type { TextMapPropagator } from '@opentelemetry/api';
import {
  CompositePropagator,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from '@opentelemetry/core';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import type { PropagatorName } from '../config/tracing-options.js';
import { JaegerPropagator } from './jaeger.js';

const propagators: Readonly<Record<PropagatorName, () => TextMapPropagator | undefined>> = {
  tracecontext: () => new W3CTraceContextPropagator(),
  baggage: () => new W3CBaggagePropagator(),
  // Both encodings are understood; they differ in what is sent on.
  b3: () => new B3Propagator({ injectEncoding: B3InjectEncoding.SINGLE_HEADER }),
  b3multi: () => new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
  jaeger: () => new JaegerPropagator(),
  none: () => undefined,
};

/** One propagator for all names, in their order: of two that find a parent, the later one counts. */
export function propagatorOf(names: readonly PropagatorName[]): TextMapPropagator {
  return new CompositePropagator({
    propagators: names.flatMap((name) => propagators[name]() ?? []),
  });
}
