import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Application, application } from './child.js';
import { type Receiver, receiver } from './otlp.js';

// A busy machine takes seconds to start a process.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let collector: Receiver;
let app: Application;
let url: string;

beforeAll(async () => {
  collector = await receiver();
  app = application(['--import', '@obs/auto', 'downstream.mjs'], collector.environment);
  url = await app.url();
  await app.lines(/preset:/);
});
afterAll(async () => {
  await app.stop();
  collector.close();
});

/** Sends headers as they are, and gives those that the application sends on. */
function downstream(
  headers: readonly (readonly [string, string])[],
): Promise<Record<string, string | undefined>> {
  return new Promise((resolve, reject) => {
    const { hostname, port, host } = new URL(url);
    const sent = request({
      hostname,
      port,
      path: '/',
      headers: [['host', host], ...headers].flat(),
    });
    sent.on('response', async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      resolve(JSON.parse(text));
    });
    sent.on('error', reject).end();
  });
}

const trace = '0af7651916cd43dd8448eb211c80319c';
const parent = 'b7ad6b7169203331';
const valid = `00-${trace}-${parent}-01`;
const form = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[01]$/;

async function traceparentFor(...values: string[]): Promise<string> {
  const { traceparent = '' } = await downstream(values.map((value) => ['traceparent', value]));
  expect(traceparent).toMatch(form);
  // Whatever came, the span that sends is a new one.
  expect(traceparent).not.toContain(parent);
  return traceparent;
}

// The cases are those of the W3C Trace Context text, sections 3.2 and 3.3 ("Versioning of
// traceparent", "trace-id", "parent-id", "trace-flags", "tracestate").
describe('a traceparent that goes on', () => {
  it.each([
    ['sampled', valid, '01'],
    ['not sampled', `00-${trace}-${parent}-00`, '00'],
    ['flags of the future, sampled among them', `00-${trace}-${parent}-ff`, '01'],
    ['flags of the future only', `00-${trace}-${parent}-fe`, '00'],
    ['a version of the future', `01-${trace}-${parent}-01`, '01'],
    ['a version of the future with more fields', `cc-${trace}-${parent}-01-what-the-future`, '01'],
    ['a version of the future with an empty field', `cc-${trace}-${parent}-01-`, '01'],
    ['space around it', `  ${valid}  `, '01'],
  ])('%s', async (_what, value, flags) => {
    const traceparent = await traceparentFor(value);
    expect(traceparent.split('-')[1]).toBe(trace);
    expect(traceparent.split('-')[3]).toBe(flags);
  });

  it('under a name of another case', async () => {
    const { traceparent } = await downstream([['TraceParent', valid]]);
    expect(traceparent).toContain(trace);
  });
});

describe('a traceparent that is malformed begins a new trace', () => {
  it.each([
    ['empty', ''],
    ['no fields', 'garbage'],
    ['the forbidden version', `ff-${trace}-${parent}-01`],
    ['a version of one character', `0-${trace}-${parent}-01`],
    ['a version of three characters', `000-${trace}-${parent}-01`],
    ['a version that is not hexadecimal', `.0-${trace}-${parent}-01`],
    ['a version in capitals', `AB-${trace}-${parent}-01`],
    ['more fields in version 00', `00-${trace}-${parent}-01-more`],
    ['an empty further field in version 00', `00-${trace}-${parent}-01-`],
    ['a version of the future with more characters', `01-${trace}-${parent}-01.what`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${parent}-01`],
    ['a trace id in capitals', `00-${trace.toUpperCase()}-${parent}-01`],
    ['a trace id that is too short', `00-${trace.slice(1)}-${parent}-01`],
    ['a trace id that is too long', `00-${trace}0-${parent}-01`],
    ['a trace id that is not hexadecimal', `00-${trace.slice(1)}.-${parent}-01`],
    ['a parent id of zeros', `00-${trace}-${'0'.repeat(16)}-01`],
    ['a parent id in capitals', `00-${trace}-${parent.toUpperCase()}-01`],
    ['a parent id that is too short', `00-${trace}-${parent.slice(1)}-01`],
    ['a parent id that is too long', `00-${trace}-${parent}0-01`],
    ['a parent id that is not hexadecimal', `00-${trace}-${parent.slice(1)}.-01`],
    ['flags of one character', `00-${trace}-${parent}-1`],
    ['flags of three characters', `00-${trace}-${parent}-001`],
    ['flags that are not hexadecimal', `00-${trace}-${parent}-.1`],
    ['flags in capitals', `00-${trace}-${parent}-0A`],
    ['no flags', `00-${trace}-${parent}`],
    ['other separators', `00_${trace}_${parent}_01`],
    ['more before it', `x${valid}`],
  ])('%s', async (_what, value) => {
    expect(await traceparentFor(value)).not.toContain(trace);
  });

  it('two of them', async () => {
    expect(await traceparentFor(valid, valid)).not.toContain(trace);
    expect(await traceparentFor(valid, `00-${'1'.repeat(32)}-${parent}-01`)).not.toContain(trace);
  });

  it('and its tracestate is not sent on', async () => {
    for (const value of ['garbage', `ff-${trace}-${parent}-01`]) {
      const headers = await downstream([
        ['traceparent', value],
        ['tracestate', 'a=1'],
      ]);
      expect(headers['tracestate']).toBeUndefined();
    }
    expect((await downstream([['tracestate', 'a=1']]))['tracestate']).toBeUndefined();
  });
});

describe('a tracestate', () => {
  const longKey = 'k'.repeat(256);
  const member = (index: number) => `k${String(index).padStart(2, '0')}=1`;
  const members = (count: number) => Array.from({ length: count }, (_, index) => member(index));

  it.each<[string, string[], string | undefined]>([
    ['one member', ['a=1'], 'a=1'],
    ['members in their order', ['b=2,a=1'], 'b=2,a=1'],
    ['two headers are one', ['a=1', 'b=2'], 'a=1,b=2'],
    ['space around members', ['a=1 , \t b=2'], 'a=1,b=2'],
    ['empty members', ['a=1,,b=2,'], 'a=1,b=2'],
    ['empty', [''], undefined],
    ['only commas', [',,'], undefined],
    ['a key of many kinds of characters', ['a-_*/0=1'], 'a-_*/0=1'],
    // Level 1 of the text; the draft of level 2 lets it in.
    ['a key that begins with a digit is left out', ['0a=1,b=2'], 'b=2'],
    ['a tenant that begins with a digit', ['0a@b=1'], '0a@b=1'],
    ['a key with a tenant', ['tenant@system=1'], 'tenant@system=1'],
    ['a key of 256 characters', [`${longKey}=1`], `${longKey}=1`],
    ['a key of 257 characters is left out', [`a=1,${longKey}k=1`], 'a=1'],
    ['a key in capitals is left out', ['A=1,b=2'], 'b=2'],
    ['a key with space is left out', ['a b=1,c=2'], 'c=2'],
    ['a key that is not ASCII is left out', ['\u00e4=1,b=2'], 'b=2'],
    ['an empty key is left out', ['=1,b=2'], 'b=2'],
    ['a member without a value is left out', ['a,b=2'], 'b=2'],
    ['a value with "=" is left out', ['a=1=2,b=2'], 'b=2'],
    ['a value of 256 characters', [`a=${'v'.repeat(256)}`], `a=${'v'.repeat(256)}`],
    ['a value of 257 characters is left out', [`a=${'v'.repeat(257)},b=2`], 'b=2'],
    ['a value with space inside', ['a=1 2'], 'a=1 2'],
    ['32 members', [members(32).join(',')], members(32).join(',')],
    ['of 33 members the first 32', [members(33).join(',')], members(32).join(',')],
    [
      '512 characters',
      [`a=${'v'.repeat(254)},b=${'v'.repeat(253)}`],
      `a=${'v'.repeat(254)},b=${'v'.repeat(253)}`,
    ],
    [
      'what does not fit 512 characters is left out',
      [`a=${'v'.repeat(254)},b=${'v'.repeat(254)},c=3`],
      `a=${'v'.repeat(254)},c=3`,
    ],
  ])('%s', async (_what, values, expected) => {
    const headers = await downstream([
      ['traceparent', valid],
      ...values.map((value) => ['tracestate', value] as const),
    ]);
    expect(headers['traceparent']).toContain(trace);
    expect(headers['tracestate'] || undefined).toBe(expected);
  });

  it('of the same key twice has it once', async () => {
    const headers = await downstream([
      ['traceparent', valid],
      ['tracestate', 'a=1,b=2,a=3'],
    ]);
    expect(headers['tracestate']?.match(/a=/g)).toHaveLength(1);
    expect(headers['tracestate']).toContain('b=2');
  });
});

describe('baggage', () => {
  it('is sent on', async () => {
    const headers = await downstream([
      ['traceparent', valid],
      ['baggage', 'tenant=acme,user=ada%20l'],
    ]);
    expect(headers['baggage']).toBe('tenant=acme,user=ada%20l');
  });
});
