import { describe, expect, it } from 'vitest';
import {
  plainFamily,
  resolveFamilies,
  writeOpenMetrics,
  writeProtobuf,
  writeText,
} from '../src/index.js';
import { family, series, textOf, view } from './support/live.js';
import { readFamilies } from './support/protobuf.js';

const exemplar = {
  value: 0.3,
  time: [1_700_000_100, 250_000_000] as [number, number],
  filteredAttributes: { user: 'u"1' },
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
};

/** One of each kind, with what each format shows in its own way. */
const all = () =>
  view(
    [
      family(
        'http.server.requests',
        'sum',
        [
          series({ 'http.route': '/a', code: 200 }, { value: 3, exemplars: () => [exemplar] }),
          series({ 'http.route': 'say "hi"\\\n', code: 500 }, { value: 1e21 }),
        ],
        { monotonic: true, description: 'Requests.\nAll of "them".' },
      ),
      family('queue.length', 'sum', [series({}, { value: -2 })]),
      family('cache.hit', 'gauge', [series({ tier: '' }, { value: Number.NaN })], { unit: '1' }),
      family(
        'http.server.duration',
        'histogram',
        [
          series(
            { le: 'taken' },
            { count: 6, sum: 12.5, bucketCounts: [1, 2, 3], exemplars: () => [exemplar] },
          ),
        ],
        { unit: 's', boundaries: [0.25, 1] },
      ),
      family(
        'payload',
        'exponentialHistogram',
        [
          series(
            {},
            {
              count: 7,
              sum: 20,
              scale: 0,
              zeroCount: 1,
              zeroThreshold: 0,
              positive: { offset: 0, counts: [2, 0, 3] },
              negative: { offset: 1, counts: [1] },
            },
          ),
        ],
        { unit: 'By' },
      ),
    ],
    { 'service.name': 'shop' },
  );

describe('golden files', () => {
  it('text 0.0.4', async () => {
    const { families } = resolveFamilies(all());
    await expect(textOf(writeText(families))).toMatchFileSnapshot('golden/text.golden.txt');
  });

  it('text 1.0.0 with UTF-8 names', async () => {
    const { families } = resolveFamilies(all(), {
      strategy: 'NoTranslation',
      escaping: 'allow-utf-8',
    });
    await expect(textOf(writeText(families))).toMatchFileSnapshot('golden/text-utf8.golden.txt');
  });

  it('OpenMetrics with start times', async () => {
    const { families } = resolveFamilies(all(), { withoutScopeInfo: true });
    const text = textOf(writeOpenMetrics(families, { created: true }));
    await expect(text).toMatchFileSnapshot('golden/openmetrics.golden.txt');
  });

  it('protobuf', async () => {
    const { families } = resolveFamilies(all(), { withoutScopeInfo: true });
    const shown = JSON.stringify(
      readFamilies(Buffer.concat([...writeProtobuf(families)].map((chunk) => Buffer.from(chunk)))),
      null,
      2,
    );
    await expect(`${shown}\n`).toMatchFileSnapshot('golden/protobuf.golden.json');
  });

  it('data without OpenTelemetry', () => {
    const families = [
      plainFamily({
        name: 'jobs_total',
        type: 'counter',
        help: 'Jobs.',
        samples: [{ labels: { b: '2', a: '1', empty: '' }, value: 4 }],
      }),
      plainFamily({
        name: 'wait_seconds',
        type: 'histogram',
        unit: 'seconds',
        bounds: [1],
        samples: [{ count: 3, sum: 4, buckets: [1, 2] }],
      }),
    ];
    expect(textOf(writeOpenMetrics(families))).toBe(`\
# TYPE jobs counter
# HELP jobs Jobs.
jobs_total{a="1",b="2"} 4
# TYPE wait_seconds histogram
# UNIT wait_seconds seconds
wait_seconds_bucket{le="1.0"} 1
wait_seconds_bucket{le="+Inf"} 3
wait_seconds_sum 4
wait_seconds_count 3
# EOF
`);
  });
});
