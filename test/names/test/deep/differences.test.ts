import { PrometheusExporter } from '@obs/exporter-prometheus';
import { MeterProvider } from '@obs/sdk-metrics';
import { collector, startCollector, waitFor } from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import type { Attributes, Meter } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { AggregationType, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { expect, it } from 'vitest';
import { scraped } from '../../src/scraped.ts';

const histogram = (boundaries: number[]) => ({
  type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
  options: { boundaries },
});
const views = [
  { instrumentName: 'negative.*', aggregation: histogram([-1, 1]) },
  { instrumentName: 'exponential', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } },
];

const gauge =
  (name: string, attributes: Attributes, unit = '') =>
  (meter: Meter) =>
    meter.createGauge(name, { unit }).record(1, attributes);

interface Case {
  readonly what: string;
  readonly record: (meter: Meter) => void;
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
}

function same(what: string, record: Case['record'], both: readonly string[]): Case {
  return { what, record, ours: both, theirs: both };
}

// What both show, then what the README says is different.
const cases: readonly Case[] = [
  same(
    'values of all types',
    gauge('values', { n: 1.5, big: 1e21, t: true, list: ['a', 'b'], nan: NaN, inf: -Infinity }),
    [
      String.raw`values{big="1e+21",inf="-Infinity",list="[\"a\",\"b\"]",n="1.5",nan="NaN",t="true"} 1`,
    ],
  ),
  same('a key that starts with a digit', gauge('digit', { '1st': 'x' }), ['digit{key_1st="x"} 1']),
  same('a key that starts with an underscore', gauge('private', { _x: 'x' }), [
    'private{_x="x"} 1',
  ]),
  same('a key with a colon', gauge('colon', { 'x:y': 'x' }), ['colon{x_y="x"} 1']),
  same('a key with another letter', gauge('letters', { för: 'x' }), ['letters{f_r="x"} 1']),
  same('le, which is free', gauge('le', { le: 'x' }), ['le{le="x"} 1']),
  same(
    'two counters that become one',
    (meter) => {
      meter.createCounter('twice').add(1);
      meter.createCounter('twice.total').add(2, { a: 'x' });
    },
    ['twice_total{} 1', 'twice_total{a="x"} 2'],
  ),
  {
    what: 'a rate that the name has already',
    record: gauge('asked.per.second', {}, '1/s'),
    ours: ['asked_per_second{} 1'],
    theirs: ['asked_per_second_per_second{} 1'],
  },
  {
    what: 'TiBy',
    record: gauge('size', {}, 'TiBy'),
    ours: ['size_tebibytes{} 1'],
    theirs: ['size_tibibytes{} 1'],
  },
  {
    what: 'an empty value',
    record: gauge('empty', { a: '', b: 'x' }),
    ours: ['empty{b="x"} 1'],
    theirs: ['empty{a="",b="x"} 1'],
  },
  {
    what: 'several characters in a row that a label cannot have',
    record: gauge('row', { 'a..b': 'x' }),
    ours: ['row{a_b="x"} 1'],
    theirs: ['row{a__b="x"} 1'],
  },
  {
    what: 'a key that starts with two underscores',
    record: gauge('reserved', { __x: 'x' }),
    ours: ['reserved{_x="x"} 1'],
    theirs: [],
  },
  {
    what: 'keys that become one',
    record: gauge('joined', { 'a.b': '1', a_b: '2' }),
    ours: ['joined{a_b="1;2"} 1'],
    theirs: [],
  },
  {
    what: 'a key without letters',
    record: gauge('symbols', { '!': 'x' }),
    ours: ['symbols{_="x"} 1'],
    theirs: [],
  },
  {
    what: 'a key of the scope',
    record: gauge('scope', { 'otel.scope.name': 'x' }),
    ours: ['scope{} 1'],
    theirs: [],
  },
  {
    what: 'le on a histogram',
    record: (meter) =>
      meter
        .createHistogram('buckets', { advice: { explicitBucketBoundaries: [1] } })
        .record(0.5, { le: 'x' }),
    ours: [
      'buckets_bucket{exported_le="x",le="1"} 1',
      'buckets_bucket{exported_le="x",le="+Inf"} 1',
      'buckets_sum{exported_le="x"} 0.5',
      'buckets_count{exported_le="x"} 1',
    ],
    theirs: [
      'buckets_bucket{le="x",le="1"} 1',
      'buckets_bucket{le="x",le="+Inf"} 1',
      'buckets_sum{le="x"} 0.5',
      'buckets_count{le="x"} 1',
    ],
  },
  {
    what: 'a histogram with negative buckets',
    record: (meter) => meter.createGauge('negative.value').record(-5),
    ours: [
      'negative_value_bucket{le="-1"} 1',
      'negative_value_bucket{le="1"} 1',
      'negative_value_bucket{le="+Inf"} 1',
      'negative_value_count{} 1',
    ],
    theirs: [
      'negative_value_bucket{le="-1"} 1',
      'negative_value_bucket{le="1"} 1',
      'negative_value_bucket{le="+Inf"} 1',
      'negative_value_sum{} 0',
      'negative_value_count{} 1',
    ],
  },
  {
    what: 'an exponential histogram in text',
    record: (meter) => {
      const made = meter.createHistogram('exponential');
      for (const value of [0, 1, 4]) made.record(value);
    },
    ours: [
      'exponential_bucket{le="0"} 1',
      'exponential_bucket{le="1"} 2',
      'exponential_bucket{le="4"} 3',
      'exponential_bucket{le="+Inf"} 3',
      'exponential_sum{} 5',
      'exponential_count{} 3',
    ],
    theirs: ['exponential_bucket{le="+Inf"} 3', 'exponential_sum{} 5', 'exponential_count{} 3'],
  },
];

/** Samples without what is about the target or the scope. */
function samplesOf(text: string): string[] {
  const about = /^(job|instance|otel_scope_(name|version|schema_url))=/;
  return [...text.matchAll(/^([\w:]+)(?:\{(.*)\})? (\S+)$/gm)].map(
    ([, name, labels = '', value]) => {
      const pairs = labels.match(/\w+="(?:[^"\\]|\\.)*"/g) ?? [];
      return `${name}{${pairs.filter((pair) => !about.test(pair)).join()}} ${Number(value)}`;
    },
  );
}

describeWithBackend('samples at a Collector that gets them over OTLP', collector, () => {
  it('are ours, but for the differences that are meant', async () => {
    const server = await startCollector();
    const prometheus = new PrometheusExporter({
      preventServerStart: true,
      withoutTargetInfo: true,
    });
    const otlp = new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter({ url: `${server.otlpHttpUrl}/v1/metrics` }),
      exportIntervalMillis: 3_600_000,
    });
    const provider = new MeterProvider({ readers: [prometheus, otlp], views: views as never });
    try {
      for (const { record } of cases) record(provider.getMeter('lib'));
      provider.getMeter('lib').createGauge('last').record(1);
      await provider.forceFlush();
      const theirs = await waitFor(
        async () => {
          const found = samplesOf(await (await fetch(server.prometheusUrl)).text());
          return found.includes('last{} 1') ? found : undefined;
        },
        { what: 'the last metric at the Collector' },
      );
      const expected = (side: 'ours' | 'theirs') =>
        [...cases.flatMap((one) => one[side]), 'last{} 1'].sort();
      expect(samplesOf(await scraped(prometheus)).sort()).toEqual(expected('ours'));
      expect(theirs.sort()).toEqual(expected('theirs'));
    } finally {
      await provider.shutdown();
      await server.stop();
    }
  });
});
