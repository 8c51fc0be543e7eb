import { SpanStatusCode } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { beforeEach, describe, expect, it } from 'vitest';
import { RedactingProcessor } from '../src/tracing/redaction.js';

const exporter = new InMemorySpanExporter();
// The order does not matter: it is taken out before any processor sees the end.
const tracer = new TracerProvider({
  spanProcessors: [new SimpleSpanProcessor({ exporter }), new RedactingProcessor()],
}).getTracer('test');

beforeEach(() => exporter.reset());

const exported = () => exporter.getFinishedSpans()[0] as ReadableSpan;

describe('is not in a span', () => {
  it.each<[string, string | string[], string | string[] | undefined]>([
    ['url.query', 'token=secret', undefined],
    ['url.fragment', 'secret', undefined],
    ['url.full', 'https://h/p?token=secret#secret', 'https://h/p'],
    ['url.full', 'https://me:secret@h:1/p', 'https://h:1/p'],
    ['url.full', 'https://secret@h', 'https://h'],
    ['url.full', 'https://a@secret@h/p@q', 'https://h/p@q'],
    ['http.url', 'http://h/p?secret', 'http://h/p'],
    ['http.target', '/p?token=secret', '/p'],
    ['url.path', '/p#secret', '/p'],
    ['db.connection_string', 'postgres://me:secret@db/shop', 'postgres://db/shop'],
    ['any.text', 'see https://me:secret@h/a?b=secret and go on', 'see https://h/a and go on'],
    ['any.list', ['http://h/?secret', 'plain'], ['http://h/', 'plain']],
    ['http.request.header.authorization', 'secret', undefined],
    ['http.request.header.cookie', ['secret'], undefined],
    ['http.request.header.x-api-key', 'secret', undefined],
    ['http.response.header.set-cookie', 'secret', undefined],
    ['rpc.grpc.request.metadata.authorization', 'secret', undefined],
  ])('%s = %s', (key, value, expected) => {
    const span = tracer.startSpan('s', { attributes: { [key]: value } });
    span.setAttribute('other', 'stays');
    span.addEvent('event', { [key]: value });
    span.addLink({ context: span.spanContext(), attributes: { [key]: value } });
    span.end();
    const { attributes, events, links } = exported();
    expect(attributes).toEqual({
      other: 'stays',
      ...(expected === undefined ? {} : { [key]: expected }),
    });
    expect(events[0]?.attributes?.[key]).toEqual(expected);
    expect(links[0]?.attributes?.[key]).toEqual(expected);
    expect(JSON.stringify([attributes, events[0]?.attributes])).not.toContain('secret');
  });

  it('what an exception says about a URL', () => {
    const span = tracer.startSpan('s');
    const error = new Error('connect to https://me:secret@h/p?token=secret failed');
    span.recordException(error);
    span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
    span.end();
    expect(exported().status.message).toBe('connect to https://h/p failed');
    expect(JSON.stringify(exported().events)).not.toContain('secret');
  });
});

describe('stays as it was', () => {
  it.each([
    ['url.path', '/p/a@b'],
    ['http.route', '/users/:id'],
    ['db.query.text', 'select * from users where name = ?'],
    ['http.request.header.accept', ['text/html']],
    ['url.full', 'https://h/p'],
    ['code.filepath', 'file:///app/a.mjs'],
    ['messaging.header.count', 3],
  ])('%s = %s', (key, value) => {
    tracer.startSpan('s', { attributes: { [key]: value } }).end();
    expect(exported().attributes).toEqual({ [key]: value });
  });
});
