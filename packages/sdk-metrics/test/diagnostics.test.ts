import { DiagLogLevel, diag, ValueType } from '@opentelemetry/api';
import { InstrumentType } from '@opentelemetry/sdk-metrics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type errorCodes, MeterProvider, MetricsError } from '../src/index.js';
import { set, TestReader, values } from './engines.js';

let messages: string[] = [];

beforeEach(() => {
  messages = [];
  const keep = (message: string) => void messages.push(message);
  diag.setLogger(
    { error: keep, warn: keep, info: () => {}, debug: () => {}, verbose: () => {} },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
});
afterEach(() => diag.disable());

describe('what is reported', () => {
  it('dropped measurements: counted each time, reported once for each reason', () => {
    const provider = new MeterProvider({ readers: [new TestReader()] });
    const counter = provider.getMeter('test').createCounter('c');
    for (let i = 0; i < 300; i++) {
      counter.add(-1);
      counter.add(Number.NaN);
    }
    expect(provider.droppedMeasurements).toBe(600);
    expect(messages).toHaveLength(2);
    expect(messages[0]).toMatch(/"c" was dropped: the value is negative/);
    expect(messages[1]).toMatch(/NaN or infinite/);
  });

  it('overflow: once, with the limit and what to look for', () => {
    const provider = new MeterProvider({ cardinalityLimit: 2 });
    const counter = provider.getMeter('test').createCounter('c');
    for (let i = 0; i < 10; i++) counter.add(1, { i });
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(/limit of 2 series.*unbounded/s);
  });

  it('conflicts: with a recipe that resolves them', async () => {
    const define = (provider: MeterProvider) => {
      const meter = provider.getMeter('test');
      meter.createCounter('x', { unit: 's' });
      meter.createCounter('x', { unit: 'ms' }).add(1);
      meter.createHistogram('x', { unit: 's' });
    };
    define(new MeterProvider({ readers: [new TestReader()] }));
    expect(messages).toHaveLength(2);
    expect(messages[0]).toMatch(/instrumentUnit: 'ms', name: 'another.name'/);
    expect(messages[1]).toMatch(/instrumentType: 'HISTOGRAM', name: 'another.name'/);
    messages = [];
    const reader = new TestReader();
    define(new MeterProvider({
      readers: [reader],
      views: [
        { instrumentName: 'x', instrumentUnit: 'ms', name: 'x.millis' },
        { instrumentName: 'x', instrumentType: InstrumentType.HISTOGRAM, name: 'x.sizes' },
      ],
    }));
    expect(messages).toEqual([]);
    expect(values(await reader.collect(), 'x.millis')).toEqual({ [set({})]: 1 });
  });

  it('two descriptions of one instrument: the longer one is kept, a view settles it', async () => {
    const define = (provider: MeterProvider) => {
      provider.getMeter('test').createCounter('x', { description: 'Short.' }).add(1);
      provider.getMeter('test').createCounter('x', { description: 'A longer one.' }).add(1);
    };
    const reader = new TestReader();
    define(new MeterProvider({ readers: [reader] }));
    expect(messages).toHaveLength(1);
    const [scope] = (await reader.collect()).resourceMetrics.scopeMetrics;
    expect(scope?.metrics[0]?.descriptor.description).toBe('A longer one.');
    messages = [];
    define(new MeterProvider({
      readers: [new TestReader()],
      views: [{ instrumentName: 'x', description: 'Mine.' }],
    }));
    expect(messages).toEqual([]);
  });

  it('spelling, advice, names, value types', () => {
    const meter = new MeterProvider({ readers: [new TestReader()] }).getMeter('test');
    const first = meter.createCounter('requestCount');
    expect(meter.createCounter('RequestCount')).toBe(first);
    meter.createCounter('requestCount', { advice: { attributes: ['a'] } });
    meter.createCounter('1st');
    meter.createCounter('bad', { advice: { attributes: 'a' as never } });
    meter.createCounter('limit', { advice: { aggregationCardinalityLimit: 0 } });
    meter.createCounter('whole', { valueType: ValueType.INT }).add(1.5);
    expect(messages.map((message) => message.slice(0, 40))).toEqual([
      expect.stringMatching(/names are compared without/),
      expect.stringMatching(/Instrument "requestCount" was made/),
      expect.stringMatching(/Invalid instrument name "1st": a/),
      expect.stringMatching(/Ignoring advice.attributes/),
      expect.stringMatching(/Ignoring advice.aggregationCardinalityLi/),
      expect.stringMatching(/"whole" has the value type INT/),
    ]);
  });
});

describe('what is refused', () => {
  const cases: [keyof typeof errorCodes, () => unknown][] = [
    ['OBS_VIEW_SELECTOR_MISSING', () => new MeterProvider({ views: [{ name: 'x' }] })],
    [
      'OBS_VIEW_NAME_AMBIGUOUS',
      () => new MeterProvider({ views: [{ name: 'x', instrumentName: 'a*' }] }),
    ],
    [
      'OBS_VIEW_OPTION_INVALID',
      () => new MeterProvider({ views: [{ instrumentName: 'a', aggregationCardinalityLimit: 0 }] }),
    ],
    [
      'OBS_VIEW_OPTION_INVALID',
      () => new MeterProvider({ views: [{ instrumentName: 'a', expireAfterMs: -1 }] }),
    ],
    ['OBS_OPTION_INVALID', () => new MeterProvider({ cardinalityLimit: 1.5 })],
  ];
  for (const [code, attempt] of cases) {
    it(`${code}, with a message that says what to do`, () => {
      try {
        attempt();
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(MetricsError);
        expect((error as MetricsError).code).toBe(code);
        expect((error as MetricsError).message).toMatch(/say|give|leave|needs/i);
      }
    });
  }
});

describe('self-observation', () => {
  it('reports series, overflows, drops and collection time of every meter', async () => {
    const reader = new TestReader();
    const provider = new MeterProvider({
      readers: [reader],
      selfObservation: true,
      cardinalityLimit: 2000,
    });
    const meter = provider.getMeter('shop');
    const counter = meter.createCounter('c', { advice: { aggregationCardinalityLimit: 3 } });
    for (let i = 0; i < 5; i++) counter.add(1, { i });
    counter.add(-1);
    await reader.collect();
    const result = await reader.collect();
    const shop = set({ 'otel.scope.name': 'shop' });
    expect(values(result, 'obs.sdk.metrics.series')[shop]).toBe(4);
    expect(values(result, 'obs.sdk.metrics.overflowed')[shop]).toBe(2);
    expect(values(result, 'obs.sdk.metrics.dropped')).toEqual({ [set({ reason: 'negative' })]: 1 });
    expect(values(result, 'obs.sdk.metrics.collection.duration')[set({})]).toMatchObject({
      count: 1,
    });
  });

  it('is off by default', async () => {
    const reader = new TestReader();
    const provider = new MeterProvider({ readers: [reader] });
    provider.getMeter('shop').createCounter('c').add(1);
    expect((await reader.collect()).resourceMetrics.scopeMetrics).toHaveLength(1);
  });
});
