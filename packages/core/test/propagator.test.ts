import {
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
  trace,
} from '@opentelemetry/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PropagatorName } from '../src/config/tracing-options.js';
import { propagatorOf } from '../src/tracing/propagator.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const parent = { traceId, spanId, traceFlags: 1 };

const inject = (names: readonly PropagatorName[], spanContext = parent) => {
  const carrier: Record<string, string> = {};
  const baggage = propagation.createBaggage({ tenant: { value: 'acme & co' } });
  const context = propagation.setBaggage(trace.setSpanContext(ROOT_CONTEXT, spanContext), baggage);
  propagatorOf(names).inject(context, carrier, defaultTextMapSetter);
  return carrier;
};
const extract = (names: readonly PropagatorName[], carrier: object) => {
  const context = propagatorOf(names).extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
  return { span: trace.getSpanContext(context), baggage: propagation.getBaggage(context) };
};

describe('what is sent', () => {
  it.each<[PropagatorName[], object]>([
    [['tracecontext'], { traceparent: `00-${traceId}-${spanId}-01` }],
    [['baggage'], { baggage: 'tenant=acme%20%26%20co' }],
    [['b3'], { b3: `${traceId}-${spanId}-1` }],
    [['b3multi'], { 'x-b3-traceid': traceId, 'x-b3-spanid': spanId, 'x-b3-sampled': '1' }],
    [
      ['jaeger'],
      {
        'uber-trace-id': `${traceId}:${spanId}:0:1`,
        'uberctx-tenant': 'acme%20%26%20co',
      },
    ],
    [[], {}],
    [
      ['tracecontext', 'b3'],
      { traceparent: `00-${traceId}-${spanId}-01`, b3: `${traceId}-${spanId}-1` },
    ],
  ])('by %j', (names, expected) => {
    expect(inject(names)).toEqual(expected);
  });

  it.each(['tracecontext', 'b3', 'b3multi', 'jaeger'] as const)(
    'by %s is understood by itself, whether sampled or not',
    (name) => {
      for (const traceFlags of [0, 1]) {
        const { span } = extract([name], inject([name], { ...parent, traceFlags }));
        expect(span).toMatchObject({ traceId, spanId, traceFlags, isRemote: true });
      }
    },
  );

  it('the later of two that find a parent counts', () => {
    const other = {
      b3: `${'1'.repeat(32)}-${spanId}-1`,
      traceparent: `00-${traceId}-${spanId}-01`,
    };
    expect(extract(['tracecontext', 'b3'], other).span?.traceId).toBe('1'.repeat(32));
    expect(extract(['b3', 'tracecontext'], other).span?.traceId).toBe(traceId);
  });
});

describe('the header of Jaeger', () => {
  it.each([
    ['whole', `${traceId}:${spanId}:0:1`, traceId, spanId, 1],
    ['not sampled', `${traceId}:${spanId}:0:0`, traceId, spanId, 0],
    ['debug and sampled', `${traceId}:${spanId}:0:3`, traceId, spanId, 1],
    ['without leading zeros', 'ff:1:0:1', 'ff'.padStart(32, '0'), '1'.padStart(16, '0'), 1],
    ['of 64 bits', `${spanId}:${spanId}:0:01`, spanId.padStart(32, '0'), spanId, 1],
    ['in capitals', `${traceId.toUpperCase()}:${spanId}:0:1`, traceId, spanId, 1],
    ['with encoded colons', `${traceId}%3A${spanId}%3A0%3A1`, traceId, spanId, 1],
    ['with the parent that it names', `${traceId}:${spanId}:${spanId}:1`, traceId, spanId, 1],
  ])('%s is understood', (_what, value, expectedTrace, expectedSpan, traceFlags) => {
    expect(extract(['jaeger'], { 'uber-trace-id': value }).span).toEqual({
      traceId: expectedTrace,
      spanId: expectedSpan,
      traceFlags,
      isRemote: true,
    });
  });

  it.each([
    '',
    'garbage',
    `${traceId}:${spanId}:0`,
    `${traceId}:${spanId}:0:1:1`,
    `0:${spanId}:0:1`,
    `${traceId}:0:0:1`,
    `${traceId}0:${spanId}:0:1`,
    `${traceId}:${spanId}0:0:1`,
    `${traceId}:${spanId}:0:xyz`,
    `${traceId}:${spanId}:0:111`,
    `${traceId}:${spanId}:0:1%`,
  ])('"%s" is ignored', (value) => {
    expect(extract(['jaeger'], { 'uber-trace-id': value }).span).toBeUndefined();
  });

  it('brings baggage, within limits', () => {
    const { baggage } = extract(['jaeger'], { 'uberctx-tenant': 'acme%20%26%20co', other: 'x' });
    expect(baggage?.getAllEntries()).toEqual([['tenant', { value: 'acme & co' }]]);
    const many = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [`uberctx-${index}`, 'v'.repeat(200)]),
    );
    const kept = extract(['jaeger'], many).baggage?.getAllEntries() ?? [];
    expect(kept.length).toBeLessThanOrEqual(64);
    expect(kept.map(([, { value }]) => value).join('').length).toBeLessThanOrEqual(8192);
  });

  it('never throws, and never gives half a parent', { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const { span } = extract(['jaeger'], { 'uber-trace-id': value, 'uberctx-x': value });
        return span === undefined || /^[0-9a-f]{32}$/.test(span.traceId);
      }),
    );
  });
});
