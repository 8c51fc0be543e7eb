import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MetricKind, prometheusName } from '../src/index.js';

const kinds: readonly MetricKind[] = [
  'counter',
  'updowncounter',
  'gauge',
  'histogram',
  'observablecounter',
  'observableupdowncounter',
  'observablegauge',
];

it.each<[name: string, unit: string, kind: MetricKind, exposed: string]>([
  ['jeeves.pipeline.duration', 's', 'histogram', 'jeeves_pipeline_duration_seconds'],
  ['executive.analysis', '{analysis}', 'counter', 'executive_analysis_total'],
  ['jobs.total', '', 'gauge', 'jobs_total'],
  ['total.jobs', '', 'counter', 'jobs_total'],
  ['cpu.seconds', 's', 'observablecounter', 'cpu_seconds_total'],
  ['a.seconds.b', 's', 'gauge', 'a_seconds_b'],
  ['cpu.usage', '1', 'gauge', 'cpu_usage_ratio'],
  ['ratio.of.use', '1', 'observablegauge', 'of_use_ratio'],
  ['in.flight', '1', 'updowncounter', 'in_flight'],
  ['items', '1', 'counter', 'items_total'],
  ['throughput', 'By/s', 'gauge', 'throughput_bytes_per_second'],
  ['requests', '{request}/s', 'gauge', 'requests_per_second'],
  ['requests.per.second', '1/s', 'gauge', 'requests_per_second'],
  ['rate', '1/m', 'gauge', 'rate_per_minute'],
  ['size', 'By/{thing}', 'gauge', 'size_bytes'],
  ['size', 'By{thing}', 'gauge', 'size'],
  ['cost', 'USD', 'counter', 'cost_USD_total'],
  ['odd', 'x@y', 'gauge', 'odd_x_y'],
  ['a--b//c__d..e', '', 'gauge', 'a_b_c_d_e'],
  ['1st', '', 'gauge', '_1st'],
  ['constructor', 'toString', 'gauge', 'constructor_toString'],
])('%s in "%s", a %s, is %s', (name, unit, kind, exposed) => {
  expect(prometheusName({ name, unit, kind })).toBe(exposed);
});

describe('for any name and unit', () => {
  const anyName = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.\-/]{0,40}$/);
  const anyUnit = fc.oneof(
    fc.constantFrom('', '1', 's', 'By', 'By/s', '1/m', '{request}', '%', 'total', 'ratio'),
    fc.stringMatching(/^[\x21-\x7e]{0,20}$/),
  );
  const metric = fc.record({ name: anyName, unit: anyUnit, kind: fc.constantFrom(...kinds) });

  it('is a classic Prometheus name with single underscores', () => {
    fc.assert(
      fc.property(metric, (given) => {
        const name = prometheusName(given);
        expect(name).toMatch(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/);
        expect(name).not.toMatch(/__|_$/);
      }),
    );
  });

  it('ends in _total exactly once on counters', () => {
    fc.assert(
      fc.property(metric, (given) => {
        const tokens = prometheusName(given).split('_');
        if (!given.kind.endsWith('counter') || given.kind.includes('updown')) return;
        expect(tokens.at(-1)).toBe('total');
      }),
    );
  });

  it('stays as it is when it is translated again, so no suffix is ever repeated', () => {
    fc.assert(
      fc.property(metric, (given) => {
        const once = prometheusName(given);
        // A leading digit got an underscore, which is no token of the name.
        fc.pre(!once.startsWith('_'));
        // A unit of several words that is not a rate is not looked for in the name; Prometheus does not either.
        fc.pre(!/[^a-zA-Z0-9:/{}]/.test(given.unit) || given.unit === '%');
        expect(prometheusName({ ...given, name: once })).toBe(once);
      }),
    );
  });
});
