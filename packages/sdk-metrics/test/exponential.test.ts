import {
  AggregationType,
  type ExponentialHistogram,
  MeterProvider as OfficialMeterProvider,
} from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExponentialSeries } from '../src/exponential.js';
import { MeterProvider } from '../src/index.js';
import { set, TestReader, values } from './engines.js';

type Provider = typeof MeterProvider | typeof OfficialMeterProvider;

async function aggregate(Provider: Provider, measured: number[], maxSize: number) {
  const reader = new TestReader();
  const provider = new Provider({
    readers: [reader],
    views: [
      {
        instrumentName: 'e',
        aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM, options: { maxSize } },
      },
    ],
  });
  const histogram = provider.getMeter('test').createHistogram('e');
  for (const value of measured) histogram.record(value);
  return values(await reader.collect(), 'e')[set({})] as ExponentialHistogram;
}

/** Buckets without zeros at the ends, which implementations may or may not keep. */
function normalized({ offset, bucketCounts }: ExponentialHistogram['positive']) {
  const first = bucketCounts.findIndex((count) => count > 0);
  if (first < 0) return { offset: 0, counts: [] };
  const last = bucketCounts.findLastIndex((count) => count > 0);
  return { offset: offset + first, counts: bucketCounts.slice(first, last + 1) };
}

describe('the exponential histogram (metrics/data-model.md, "ExponentialHistogram")', () => {
  it('agrees with the official SDK on any values', async () => {
    const value = fc.oneof(
      fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true }),
      fc.integer({ min: -1022, max: 1023 }).map((exponent) => 2 ** exponent),
      fc.constant(0),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(value, { minLength: 1, maxLength: 40 }),
        fc.constantFrom(4, 20, 160),
        async (measured, maxSize) => {
          const ours = await aggregate(MeterProvider, measured, maxSize);
          const official = await aggregate(OfficialMeterProvider, measured, maxSize);
          expect(ours).toMatchObject({
            count: official.count,
            // Nothing but zeros: the specification asks for the highest scale, the official one says 0.
            scale: official.zeroCount === official.count ? 20 : official.scale,
            zeroCount: official.zeroCount,
            min: official.min,
            max: official.max,
          });
          expect(normalized(ours.positive)).toEqual(normalized(official.positive));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('puts every value into the bucket whose bounds hold it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), {
          minLength: 1,
          maxLength: 30,
        }),
        (measured) => {
          const series = new ExponentialSeries({}, 0, 160, true);
          for (const value of measured) series.record(value);
          for (const value of measured) {
            const exact = Math.log2(value) * 2 ** series.scale;
            const index = Math.ceil(exact) - 1;
            const near = [index - 1, index, index + 1].map(
              (i) => series.positive.counts[i - series.positive.offset] ?? 0,
            );
            expect(Math.max(...near)).toBeGreaterThan(0);
          }
          expect(series.positive.counts.length).toBeLessThanOrEqual(160);
          const total = series.positive.counts.reduce((sum, count) => sum + count, 0);
          expect(total).toBe(measured.length);
        },
      ),
    );
  });

  it('keeps negative values apart', () => {
    const series = new ExponentialSeries({}, 0, 160, true);
    for (const value of [-2, -2, 0, 3]) series.record(value);
    expect(series).toMatchObject({ count: 4, sum: -1, zeroCount: 1, min: -2, max: 3 });
    expect(series.negative.counts.reduce((sum, count) => sum + count, 0)).toBe(2);
    expect(series.positive.counts.reduce((sum, count) => sum + count, 0)).toBe(1);
  });

  it('absorbs another one as if it had recorded its values', () => {
    const positive = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(fc.array(positive), fc.array(positive), (first, second) => {
        const whole = new ExponentialSeries({}, 0, 20, true);
        const one = new ExponentialSeries({}, 0, 20, true);
        const other = new ExponentialSeries({}, 0, 20, true);
        for (const value of [...first, ...second]) whole.record(value);
        for (const value of first) one.record(value);
        for (const value of second) other.record(value);
        one.absorb(other);
        expect(one.count).toBe(whole.count);
        expect(one.scale).toBe(whole.scale);
        expect(one.positive).toEqual(whole.positive);
        expect([one.min, one.max]).toEqual([whole.min, whole.max]);
      }),
    );
  });
});
