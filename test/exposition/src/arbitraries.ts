import type { LiveFamily, LiveSeries, LiveView } from '@obs/metrics-model';
import { type Attributes, ValueType } from '@opentelemetry/api';
import fc from 'fast-check';

// Names, keys and units are drawn from few, so that they clash often, and sometimes from all.

/** Text that has no UTF-8 form, which JavaScript allows. */
const broken = fc.constantFrom('\ud800', '\udfff', '\ufffd', 'a\ud800', 'a\udfff');

const name = fc.oneof(
  { weight: 1, arbitrary: broken },
  { weight: 6, arbitrary: fc.constantFrom(...['h', 'h.count', 'h_count', 'h.bucket', 'h.sum']) },
  {
    weight: 6,
    arbitrary: fc.constantFrom(...['a.b', 'a_b', 'a.b.total', 'a_b_total', 'a.b_created']),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(...['target', 'target.info', 'x', 'x.total.total', 'x_seconds']),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...['größe.ü', '9lives', '_', '', 'a"b', 'a\\b\n', 'total']),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);

const unit = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(...['', 's', 'By', '1', 'By/s', '{x}/s', 'total', 'count']),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 6 }) },
);

const text = fc.oneof(
  broken,
  fc.constantFrom(
    '',
    'plain',
    'with "quotes"',
    'back\\slash',
    'two\nlines',
    ' blank ',
    '\\n',
    '# EOF',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 20 }),
);

const key = fc.oneof(
  { weight: 1, arbitrary: broken },
  { weight: 1, arbitrary: fc.constantFrom('trace_id', 'trace.id') },
  { weight: 6, arbitrary: fc.constantFrom(...['a.b', 'a_b', 'a..b', 'c', 'le', 'exported_le']) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...[
        ...['__name__', '..name..', 'quantile', 'job', 'otel_scope_name', 'otel.scope.name'],
        ...['otel_scope_a.b', 'name', 'version'],
      ],
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom(...['', 'ü', '1x', 'a"b', 'x:y']) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
);

const value = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 1, arbitrary: fc.oneof(fc.integer(), fc.double(), fc.boolean()) },
  { weight: 1, arbitrary: fc.array(fc.string({ maxLength: 4 }), { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom<number[]>([], [Number.NaN, 1], [Infinity]) },
  { weight: 1, arbitrary: fc.constantFrom('1', 1, 'true', true) },
);

const attributes = fc
  .uniqueArray(fc.tuple(key, value), { maxLength: 4, selector: ([k]) => k })
  .map((pairs): Attributes => Object.fromEntries(pairs));

const number = fc.oneof(
  { weight: 4, arbitrary: fc.nat() },
  { weight: 4, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.maxSafeInteger() },
  {
    weight: 1,
    arbitrary: fc.constantFrom(0, -0, 1e21, 1e300, 5e-324, 2 ** 53, NaN, Infinity, -Infinity),
  },
);

const count = fc.oneof(fc.nat({ max: 20 }), fc.nat(), fc.integer({ min: 2 ** 31, max: 2 ** 40 }));

const startTime = fc.constantFrom<[number, number][]>(
  [1_700_000_000, 0],
  [1_700_000_001, 999_999_999],
  [0, 0],
);

const bounds = fc
  .uniqueArray(
    fc.oneof(fc.integer({ min: -5, max: 20 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
    {
      maxLength: 5,
      // Zero is one bound, whatever its sign.
      selector: (bound) => bound + 0,
      comparator: (a, b) => a === b,
    },
  )
  .map((list) => list.sort((a, b) => a - b));

// Without quotes: the Python parser takes escaped ones in exemplars for the ends of values.
const exemplarValue = fc.oneof(
  text.map((made) => made.replaceAll('"', '')),
  fc
    .string({ unit: 'grapheme', minLength: 40, maxLength: 140 })
    .map((made) => made.replaceAll('"', '')),
  fc.integer(),
);

const exemplarAttributes = fc
  .uniqueArray(fc.tuple(key, exemplarValue), { maxLength: 3, selector: ([k]) => k })
  .map((pairs): Attributes => Object.fromEntries(pairs));

const exemplar = fc.record(
  {
    value: number,
    time: fc.constantFrom<[number, number][]>([1_700_000_000, 5_000_000], [0, 0]),
    filteredAttributes: exemplarAttributes,
    traceId: fc.constantFrom('0af7651916cd43dd8448eb211c80319c', 'x'.repeat(200)),
    spanId: fc.constant('b7ad6b7169203331'),
  },
  { requiredKeys: ['value', 'time', 'filteredAttributes'] },
);

const exemplars = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.array(exemplar, { maxLength: 4 }).map((list) => ({ exemplars: () => list })),
  },
);

const base = { removed: false, slots: undefined };

const numberSeries = fc
  .record({ attributes, startTime, value: number, exemplars })
  .map(({ exemplars: more, ...series }): LiveSeries => ({ ...base, ...series, ...more }));

function histogramSeries(buckets: number): fc.Arbitrary<LiveSeries> {
  const counts = fc.array(count, { minLength: buckets, maxLength: buckets });
  const parts = fc.record({
    attributes,
    startTime,
    sum: number,
    bucketCounts: counts,
    exemplars,
  });
  return parts.map(({ exemplars: more, ...series }) => ({
    ...base,
    ...series,
    ...more,
    count: series.bucketCounts.reduce((total, n) => total + n, 0),
    min: undefined,
    max: undefined,
  }));
}

const side = fc.record({
  offset: fc.integer({ min: -40, max: 40 }),
  counts: fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 9 })), { maxLength: 8 }),
});

const exponentialSeries = fc
  .record({
    attributes,
    startTime,
    sum: number,
    scale: fc.integer({ min: -6, max: 20 }),
    zeroCount: fc.nat({ max: 9 }),
    zeroThreshold: fc.constantFrom(0, 1e-6),
    positive: side,
    negative: side,
    exemplars,
  })
  .map(({ exemplars: more, ...series }): LiveSeries => {
    const counts = [...series.positive.counts, ...series.negative.counts, series.zeroCount];
    const total = counts.reduce((sum, n) => sum + n, 0);
    return { ...base, ...series, ...more, count: total, min: undefined, max: undefined };
  });

function family(fields: {
  kind: LiveFamily['kind'];
  monotonic?: boolean;
  boundaries?: readonly number[];
  series: fc.Arbitrary<LiveSeries>;
}): fc.Arbitrary<LiveFamily> {
  const { kind, monotonic = false, boundaries = [] } = fields;
  const series = fc.array(fields.series, { maxLength: 4 });
  return fc.record({ name, unit, description: text, series }).map((made) => ({
    ...made,
    kind,
    monotonic,
    boundaries,
    valueType: ValueType.DOUBLE,
    series: () => made.series,
    slots: undefined,
  }));
}

const families = fc.oneof(
  family({ kind: 'sum', monotonic: true, series: numberSeries }),
  family({ kind: 'sum', series: numberSeries }),
  family({ kind: 'gauge', series: numberSeries }),
  bounds.chain((boundaries) =>
    family({ kind: 'histogram', boundaries, series: histogramSeries(boundaries.length + 1) }),
  ),
  family({ kind: 'exponentialHistogram', series: exponentialSeries }),
);

const scope = fc.record({ name: text, version: fc.constantFrom('', '1.0'), attributes });

/** Collections with anything in them that OpenTelemetry lets through, and names that clash. */
export const views: fc.Arbitrary<LiveView> = fc.record({
  resource: fc.record({ attributes }),
  scopes: fc.array(fc.record({ scope, families: fc.array(families, { maxLength: 5 }) }), {
    maxLength: 3,
  }),
  errors: fc.constant([]),
});
