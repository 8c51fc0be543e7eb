// Jaeger's propagation format. The official package of the OpenTelemetry 3 line does not exist, and
// that of the 2 line refuses the API that the 3 line needs.
import {
  type Context,
  isSpanContextValid,
  propagation,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';

const header = 'uber-trace-id';
const baggagePrefix = 'uberctx-';

/** What others may send as baggage, so that a header cannot fill memory. */
const maxBaggageItems = 64;
const maxBaggageLength = 8192;

/**
 * `uber-trace-id: {trace-id}:{span-id}:{parent-span-id}:{flags}`, all hexadecimal, leading zeros may
 * be missing, flag 1 is sampled and 2 debug; baggage is one `uberctx-{key}` header an item, its value
 * percent-encoded. Source: Jaeger documentation, "Client Libraries", "Propagation Format".
 * What cannot be understood is ignored: the trace begins here.
 */
export class JaegerPropagator implements TextMapPropagator {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    if (isTracingSuppressed(context)) return;
    const span = trace.getSpanContext(context);
    if (span !== undefined && isSpanContextValid(span)) {
      const flags = (span.traceFlags & TraceFlags.SAMPLED).toString(16);
      setter.set(carrier, header, `${span.traceId}:${span.spanId}:0:${flags}`);
    }
    for (const [key, { value }] of propagation.getBaggage(context)?.getAllEntries() ?? []) {
      setter.set(carrier, `${baggagePrefix}${key}`, encodeURIComponent(value));
    }
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const value = firstOf(getter.get(carrier, header));
    const withBaggage = extractBaggage(context, carrier, getter);
    const parent = value === undefined ? undefined : parse(value);
    return parent === undefined
      ? withBaggage
      : trace.setSpanContext(withBaggage, { ...parent, isRemote: true });
  }

  fields(): string[] {
    return [header];
  }
}

const format = /^([0-9a-f]{1,32}):([0-9a-f]{1,16}):[0-9a-f]{1,16}:([0-9a-f]{1,2})$/i;

function parse(value: string) {
  const match = format.exec(decoded(value.trim()) ?? '');
  if (match === null) return undefined;
  const [, traceId = '', spanId = '', flags = ''] = match;
  const parent = {
    traceId: traceId.toLowerCase().padStart(32, '0'),
    spanId: spanId.toLowerCase().padStart(16, '0'),
    traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
  };
  return isSpanContextValid(parent) ? parent : undefined;
}

function extractBaggage(context: Context, carrier: unknown, getter: TextMapGetter): Context {
  const names = getter.keys(carrier).filter((name) => name.toLowerCase().startsWith(baggagePrefix));
  if (names.length === 0) return context;
  let baggage = propagation.getBaggage(context) ?? propagation.createBaggage();
  let length = 0;
  for (const name of names.slice(0, maxBaggageItems)) {
    const value = decoded(firstOf(getter.get(carrier, name)) ?? '');
    length += name.length + (value?.length ?? 0);
    if (value === undefined || length > maxBaggageLength) continue;
    baggage = baggage.setEntry(name.slice(baggagePrefix.length), { value });
  }
  return propagation.setBaggage(context, baggage);
}

function firstOf(value: string | string[] | undefined): string | undefined {
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : undefined;
}

/** Some clients encode the colons. */
function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
