import { describe, expect, it } from 'vitest';
import { metricsHandler } from '../src/index.js';
import { Resolver } from '../src/translation/resolver.js';
import { bodyBytes } from './support/body.js';
import { family, series, type TestSeries, view } from './support/live.js';
import { type Message, readFamilies } from './support/protobuf.js';

const bounds = [1, 2];
const each = 4_000;

/** Every measurement is 1.5: into the second bucket of both kinds. */
function record(one: TestSeries): void {
  (one as { count: number }).count += 1;
  (one as { sum: number }).sum += 1.5;
  if (one.bucketCounts) (one.bucketCounts as number[])[1] = (one.bucketCounts[1] as number) + 1;
  else (one.positive?.counts as number[])[0] = (one.positive?.counts[0] as number) + 1;
}

function setUp() {
  const classic = Array.from({ length: each }, (_, i) =>
    series({ i }, { count: 0, sum: 0, bucketCounts: [0, 0, 0] }),
  );
  const exponential = Array.from({ length: each }, (_, i) =>
    series(
      { i },
      {
        ...{ count: 0, sum: 0, scale: 0, zeroCount: 0, zeroThreshold: 0 },
        positive: { offset: 0, counts: [0] },
        negative: { offset: 0, counts: [] },
      },
    ),
  );
  const seen = view([
    family('classic', 'histogram', classic, { boundaries: bounds }),
    family('exponential', 'exponentialHistogram', exponential),
  ]);
  const resolver = new Resolver({ withoutScopeInfo: true, withoutTargetInfo: true });
  const handler = metricsHandler({
    collect: async () => ({ families: resolver.live(seen, 'underscores').families }),
    slices: { budgetMillis: 0 },
    chunkSize: 4_096,
  });
  return { handler, all: [...classic, ...exponential] };
}

/** What one scrape says while everything is recorded in each turn of the event loop. */
async function scraped(accept: string): Promise<Buffer> {
  const { handler, all } = setUp();
  let turns = 0;
  let next: NodeJS.Immediate;
  const turn = () => {
    turns++;
    for (const one of all) record(one);
    next = setImmediate(turn);
  };
  next = setImmediate(turn);
  try {
    // The first makes the text of labels, the second copies it: neither may be in two minds.
    await bodyBytes(await handler({ method: 'GET', url: '/', headers: { accept } }));
    const body = await bodyBytes(await handler({ method: 'GET', url: '/', headers: { accept } }));
    expect(turns).toBeGreaterThan(20);
    return body;
  } finally {
    clearImmediate(next);
  }
}

/** Count, sum and last bucket of a series. */
type Seen = [count: number, sum: number, bucket: number];

function check(seen: readonly Seen[]): void {
  expect(seen).toHaveLength(2 * each);
  for (const [count, sum, bucket] of seen) {
    if (bucket !== count || sum !== 1.5 * count)
      expect([count, sum]).toEqual([bucket, 1.5 * bucket]);
  }
  // Otherwise nothing was recorded while it was written.
  expect(new Set(seen.map(([count]) => count)).size).toBeGreaterThan(10);
}

describe('count, sum and buckets of a series agree while the application records', () => {
  it.each([
    ['text', 'text/plain'],
    ['OpenMetrics', 'application/openmetrics-text;version=1.0.0'],
  ])('in %s', async (_format, accept) => {
    const text = (await scraped(accept)).toString();
    const found = new Map<string, Partial<Record<string, number>>>();
    for (const [, name, part, i, le, value] of text.matchAll(
      /^(\w+)_(bucket|sum|count)\{i="(\d+)"(?:,le="([^"]+)")?\} (\S+)$/gm,
    )) {
      const key = `${name} ${i}`;
      const parts = found.get(key) ?? {};
      found.set(key, parts);
      parts[le === undefined ? (part as string) : `le ${Number(le.replace('+Inf', 'Infinity'))}`] =
        Number(value);
    }
    const all = [...found.values()];
    check(all.map((parts) => [parts['count'], parts['sum'], parts['le 2']] as Seen));
    check(all.map((parts) => [parts['count'], parts['sum'], parts['le Infinity']] as Seen));
  });

  it('in protobuf', async () => {
    const families = readFamilies(
      await scraped(
        'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
      ),
    );
    const histograms = families.flatMap(({ metric }) =>
      (metric as { histogram: Message }[]).map(({ histogram }) => histogram),
    );
    check(
      histograms.map((histogram) => {
        const { sample_count, sample_sum, bucket, positive_delta } = histogram;
        const last = bucket
          ? (bucket as { cumulative_count: number }[])[1]?.cumulative_count
          : (positive_delta as number[])[0];
        return [sample_count, sample_sum, last] as Seen;
      }),
    );
  });
});
