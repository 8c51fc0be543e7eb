import { SpanKind, SpanStatusCode, type TraceState } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeRequest } from '../src/tracing/otlp/request.js';

const official = (spans: readonly ReadableSpan[]) =>
  ProtobufTraceSerializer.serializeRequest([...spans]) as Uint8Array;

const context = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const resource = { attributes: { 'service.name': 'shop' } } as unknown as ReadableSpan['resource'];
const scope = { name: 'tests', version: '1.0.0' };

function span(given: Partial<ReadableSpan> & { readonly state?: string } = {}): ReadableSpan {
  const traceState = { serialize: () => given.state ?? '' } as TraceState;
  return {
    name: 'GET /orders',
    kind: SpanKind.SERVER,
    spanContext: () => ({ ...context, traceFlags: 1, traceState }),
    startTime: [1_795_000_000, 123_456_789],
    endTime: [1_795_000_000, 999_999_999],
    duration: [0, 876_543_210],
    ended: true,
    status: { code: SpanStatusCode.UNSET },
    attributes: {},
    links: [],
    events: [],
    resource,
    instrumentationScope: scope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
    ...given,
  };
}

describe('a request of spans has the bytes of the official serializer', () => {
  const long = 'x'.repeat(200);
  it.each<[string, readonly ReadableSpan[]]>([
    ['no spans', []],
    ['one span', [span()]],
    ['a parent here', [span({ parentSpanContext: { ...context, traceFlags: 1 } })]],
    [
      'a parent elsewhere',
      [span({ parentSpanContext: { ...context, traceFlags: 0, isRemote: true } })],
    ],
    ['trace state', [span({ state: 'vendor=1,other=2' })]],
    ['an empty name', [span({ name: '' })]],
    ['an error', [span({ status: { code: SpanStatusCode.ERROR, message: 'refused — ü' } })]],
    ['counts of what was dropped', [span({ droppedAttributesCount: 300, droppedLinksCount: 1 })]],
    [
      'texts at the limits of a length',
      [0, 1, 124, 125, 126, 127, 128, 129, 16_383, 16_384, 100_000].map((length) =>
        span({
          name: 'n'.repeat(length),
          attributes: { ['k'.repeat(length)]: 'v'.repeat(length) },
        }),
      ),
    ],
    [
      'texts that are not ASCII',
      [span({ attributes: { ä: 'é', long: `${long}€`, pair: '😀', half: 'a\ud800b', nul: '\0' } })],
    ],
    [
      'numbers',
      [
        0,
        -0,
        1,
        127,
        128,
        2 ** 31,
        2 ** 32 - 1,
        2 ** 32,
        2 ** 53,
        -1,
        -(2 ** 31),
        -(2 ** 63),
        2 ** 63,
        0.1,
        -0.5,
        Number.NaN,
        Number.POSITIVE_INFINITY,
        Number.MAX_VALUE,
        Number.MIN_VALUE,
      ].map((value) => span({ attributes: { value } })),
    ],
    [
      'lists, bytes, maps, nothing',
      [
        span({
          attributes: {
            texts: ['a', '', long],
            flags: [true, false],
            empty: [],
            holes: [null, undefined, 1],
            bytes: new Uint8Array([0, 255, 7]) as never,
            many: new Uint8Array(500) as never,
            map: { a: 1, b: { c: ['d'] } } as never,
            nothing: undefined,
            __proto__: 'left out',
          },
        }),
      ],
    ],
    [
      'events and links',
      [
        span({
          events: [
            { name: 'exception', time: [1_795_000_000, 5], attributes: { 'exception.type': 'E' } },
            { name: 'plain', time: [1_795_000_001, 0], droppedAttributesCount: 2 },
          ],
          links: [
            { context: { ...context, traceFlags: 1, isRemote: true }, attributes: { a: long } },
            { context: { ...context, traceFlags: 0 } },
          ],
        }),
      ],
    ],
    [
      'several resources and scopes, in the order in which they came',
      [
        span(),
        span({ instrumentationScope: { name: '', schemaUrl: 'https://example.com/1' } }),
        span({ resource: { ...resource, schemaUrl: 'https://example.com/2' } as never }),
        span(),
      ],
    ],
    ['more than the first buffer holds', Array.from({ length: 600 }, () => span())],
  ])('%s', (_what, spans) => {
    expect(encodeRequest(spans)).toEqual(new Uint8Array(official(spans)));
  });

  it('for times until the year 2262', () => {
    const time = fc.tuple(fc.nat(2 ** 33), fc.nat(999_999_999));
    fc.assert(
      fc.property(time, time, (startTime, endTime) => {
        const spans = [span({ startTime, endTime })];
        expect(encodeRequest(spans)).toEqual(new Uint8Array(official(spans)));
      }),
    );
  });

  it('for any attributes', () => {
    const text = fc.string({ unit: 'binary', maxLength: 300 });
    const plain = fc.oneof(text, fc.double(), fc.integer(), fc.maxSafeInteger(), fc.boolean());
    const attributes = fc.dictionary(text, fc.oneof(plain, fc.array(plain, { maxLength: 5 })));
    fc.assert(
      fc.property(fc.array(attributes, { maxLength: 4 }), (all) => {
        const spans = all.map((one) => span({ attributes: one as ReadableSpan['attributes'] }));
        expect(encodeRequest(spans)).toEqual(new Uint8Array(official(spans)));
      }),
    );
  });

  it('after more keys than are remembered', () => {
    const attributes = Object.fromEntries(
      Array.from({ length: 3_000 }, (_, at) => [`key.${at}`, at]),
    );
    const spans = [span({ attributes })];
    expect(encodeRequest(spans)).toEqual(new Uint8Array(official(spans)));
    expect(encodeRequest(spans)).toEqual(new Uint8Array(official(spans)));
  });
});

it('gives bytes that the next request does not touch', () => {
  const first = encodeRequest([span()]);
  const copy = first.slice();
  encodeRequest([span({ name: 'another' })]);
  expect(first).toEqual(copy);
});

it('goes on after a span that cannot be encoded', () => {
  const hostile = span({
    attributes: {
      get trap(): string {
        throw new Error('trap');
      },
    },
  });
  expect(() => encodeRequest([span(), hostile])).toThrow('trap');
  expect(encodeRequest([span()])).toEqual(new Uint8Array(official([span()])));
});
