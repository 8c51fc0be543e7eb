import {
  type Context,
  type ContextManager,
  context,
  ROOT_CONTEXT,
  type SpanContext,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import {
  AlignedHistogramBucketExemplarReservoir,
  type ExemplarDataPoint,
  MeterProvider,
  SimpleFixedSizeExemplarReservoir,
} from '../src/index.js';
import { metricNamed, TestReader } from './engines.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

function inSpan(traceFlags: TraceFlags): Context {
  const spanContext: SpanContext = { traceId, spanId, traceFlags };
  return trace.setSpanContext(ROOT_CONTEXT, spanContext);
}

/** A context manager of a few lines: it holds one context at a time. */
class StackManager implements ContextManager {
  private stack: Context[] = [ROOT_CONTEXT];
  active(): Context {
    return this.stack.at(-1) ?? ROOT_CONTEXT;
  }
  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    active: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    this.stack.push(active);
    try {
      return fn.call(thisArg, ...args);
    } finally {
      this.stack.pop();
    }
  }
  bind<T>(_context: Context, target: T): T {
    return target;
  }
  enable(): this {
    return this;
  }
  disable(): this {
    return this;
  }
}

afterEach(() => context.disable());

async function exemplars(reader: TestReader, name: string) {
  const { dataPoints } = metricNamed(await reader.collect(), name);
  return (dataPoints as ExemplarDataPoint<unknown>[])[0]?.exemplars;
}

describe('exemplars (metrics/sdk.md, "Exemplar")', () => {
  it('come from sampled spans by default, and carry what the series lost', async () => {
    context.setGlobalContextManager(new StackManager());
    const reader = new TestReader();
    const provider = new MeterProvider({ readers: [reader], clock: () => 1500 });
    const counter = provider
      .getMeter('test')
      .createCounter('c', { advice: { attributes: ['kept'] } });
    counter.add(1, { kept: 1, lost: 'a' });
    expect(await exemplars(reader, 'c')).toBeUndefined();
    context.with(inSpan(TraceFlags.NONE), () => counter.add(2, { kept: 1, lost: 'b' }));
    expect(await exemplars(reader, 'c')).toBeUndefined();
    context.with(inSpan(TraceFlags.SAMPLED), () => counter.add(3, { kept: 1, lost: 'c' }));
    expect(await exemplars(reader, 'c')).toEqual([
      { value: 3, time: [1, 500_000_000], filteredAttributes: { lost: 'c' }, traceId, spanId },
    ]);
  });

  it('are taken from the context that the caller passes', async () => {
    const reader = new TestReader();
    const provider = new MeterProvider({ readers: [reader], exemplarFilter: 'always_on' });
    const counter = provider.getMeter('test').createCounter('c');
    counter.add(1, {}, inSpan(TraceFlags.SAMPLED));
    expect(await exemplars(reader, 'c')).toMatchObject([{ traceId, spanId }]);
    counter.add(2, {});
    const [latest] = (await exemplars(reader, 'c')) ?? [];
    expect(latest).toMatchObject({ value: 2 });
    expect(latest).not.toHaveProperty('traceId');
  });

  it('are not looked for while no context manager is registered, or when they are off', () => {
    const traced = new MeterProvider();
    const off = new MeterProvider({ exemplarFilter: 'always_off' });
    expect(traced.getMeter('test').createCounter('c').isPlain).toBe(true);
    context.setGlobalContextManager(new StackManager());
    expect(off.getMeter('test').createCounter('c').isPlain).toBe(true);
  });

  it('begin at the first collection after tracing was set up, for compiled and bound recorders too', async () => {
    const reader = new TestReader();
    const provider = new MeterProvider({ readers: [reader] });
    const histogram = provider
      .getMeter('test')
      .createHistogram('h', { advice: { explicitBucketBoundaries: [1, 2] } });
    const bound = histogram.bind();
    for (let i = 0; i < 500; i++) histogram.record(1);
    context.setGlobalContextManager(new StackManager());
    await reader.collect();
    context.with(inSpan(TraceFlags.SAMPLED), () => {
      histogram.record(0.5);
      bound.record(1.5);
      bound.record(1.6);
    });
    const found = await exemplars(reader, 'h');
    expect(found?.map(({ value }) => value)).toEqual([0.5, 1.6]);
  });

  it('come from compiled recorders as well, which record unsampled measurements themselves', async () => {
    context.setGlobalContextManager(new StackManager());
    const reader = new TestReader();
    const provider = new MeterProvider({ readers: [reader] });
    const counter = provider.getMeter('test').createCounter('c');
    for (let i = 0; i < 500; i++) counter.add(1, { a: 1 });
    context.with(inSpan(TraceFlags.NONE), () => counter.add(1, { a: 1 }));
    expect(await exemplars(reader, 'c')).toBeUndefined();
    context.with(inSpan(TraceFlags.SAMPLED), () => counter.add(7, { a: 1 }));
    expect(await exemplars(reader, 'c')).toMatchObject([{ value: 7, traceId }]);
    counter.add(8, { a: 1 }, inSpan(TraceFlags.SAMPLED));
    expect(await exemplars(reader, 'c')).toMatchObject([{ value: 8, traceId }]);
    expect(metricNamed(await reader.collect(), 'c').dataPoints[0]?.value).toBe(516);
  });

  it('use the reservoir of the view', async () => {
    const reader = new TestReader();
    const offered: number[] = [];
    const provider = new MeterProvider({
      readers: [reader],
      exemplarFilter: 'always_on',
      views: [
        {
          instrumentName: 'c',
          exemplarReservoir: () => ({ offer: (value) => offered.push(value), collect: () => [] }),
        },
      ],
    });
    provider.getMeter('test').createCounter('c').add(4);
    expect(offered).toEqual([4]);
  });

  it('do not disturb a recording when the reservoir throws', async () => {
    const reader = new TestReader();
    const provider = new MeterProvider({
      readers: [reader],
      exemplarFilter: 'always_on',
      views: [
        {
          instrumentName: 'c',
          exemplarReservoir: () => {
            throw new Error('broken');
          },
        },
      ],
    });
    provider.getMeter('test').createCounter('c').add(4);
    expect(metricNamed(await reader.collect(), 'c').dataPoints[0]?.value).toBe(4);
  });
});

describe('SimpleFixedSizeExemplarReservoir', () => {
  it('samples uniformly: the n-th measurement replaces one with probability size / n', () => {
    const draws = [0, 0.99, 0.5];
    const options = { seriesAttributes: {}, random: () => draws.shift() ?? 0 };
    const reservoir = new SimpleFixedSizeExemplarReservoir(options, 2);
    for (const value of [1, 2, 3, 4, 5]) reservoir.offer(value, {}, ROOT_CONTEXT, 0);
    // 3 takes slot 0 of [0, 3), 4 falls outside, 5 draws 2 of [0, 5) and falls outside.
    expect(reservoir.collect().map(({ value }) => value)).toEqual([3, 2]);
    reservoir.offer(6, {}, ROOT_CONTEXT, 0);
    expect(reservoir.collect().map(({ value }) => value)).toEqual([6]);
  });
});

describe('AlignedHistogramBucketExemplarReservoir', () => {
  it('keeps one measurement for each bucket', () => {
    const reservoir = new AlignedHistogramBucketExemplarReservoir({
      seriesAttributes: {},
      boundaries: [1, 2],
    });
    for (const value of [0.1, 1, 1.5, 3, 4]) reservoir.offer(value, {}, ROOT_CONTEXT, 0);
    expect(reservoir.collect().map(({ value }) => value)).toEqual([1, 1.5, 4]);
  });
});
