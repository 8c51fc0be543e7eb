import { describe, expect, it } from 'vitest';
import {
  escapeName,
  isLegacyName,
  labelName,
  type NamedMetric,
  type NameOptions,
  prometheusName,
  unitWords,
} from '../src/index.js';

describe('unitWords', () => {
  it.each([
    ['', '', ''],
    ['s', 'seconds', ''],
    ['By', 'bytes', ''],
    ['By/s', 'bytes', 'per_second'],
    ['1', '', ''],
    ['1/s', '', 'per_second'],
    ['{request}', '', ''],
    ['{request}/s', '', 'per_second'],
    ['%', 'percent', ''],
    ['Cel', 'celsius', ''],
    ['usd', 'usd', ''],
    ['m/h', 'meters', 'per_hour'],
    ['°F', 'F', ''],
    ['constructor', 'constructor', ''],
  ])('%j is %j, %j', (unit, main, per) => {
    expect(unitWords(unit)).toEqual({ main, per });
  });
});

describe('prometheusName', () => {
  const cases: [NamedMetric['kind'], string, string, NameOptions, string][] = [
    ['histogram', 'jeeves.pipeline.duration', 's', {}, 'jeeves_pipeline_duration_seconds'],
    ['counter', 'executive.analysis', '', {}, 'executive_analysis_total'],
    ['counter', 'process.cpu', 's', {}, 'process_cpu_seconds_total'],
    ['gauge', 'nodejs.active_handles.total', '', {}, 'nodejs_active_handles_total'],
    ['counter', 'aoss.executions.total', '', {}, 'aoss_executions_total'],
    ['counter', 'total.requests', '', {}, 'requests_total'],
    ['histogram', 'http.duration.seconds', 's', {}, 'http_duration_seconds'],
    ['histogram', 'seconds.waited', 's', {}, 'seconds_waited'],
    ['counter', 'net.io', 'By', {}, 'net_io_bytes_total'],
    ['gauge', 'net.io', 'By/s', {}, 'net_io_bytes_per_second'],
    ['gauge', 'hits.per_second', '1/s', {}, 'hits_per_second'],
    ['gauge', 'cache.hit', '1', {}, 'cache_hit_ratio'],
    ['gauge', 'cache.hit_ratio', '1', {}, 'cache_hit_ratio'],
    ['updowncounter', 'queue.length', '1', {}, 'queue_length'],
    ['counter', 'jobs', '1', {}, 'jobs_total'],
    ['gauge', 'jobs', '{job}', {}, 'jobs'],
    ['gauge', '9lives', '', {}, '_9lives'],
    ['gauge', 'a..b__c', '', {}, 'a_b_c'],
    ['gauge', '...', '', {}, '_'],
    ['gauge', 'größe', '', {}, 'gr_e'],
    ['counter', 'c', 's', { prefix: 'app' }, 'app_c_seconds_total'],
    ['counter', 'c', 's', { withoutUnits: true }, 'c_total'],
    ['counter', 'c', 's', { withoutTypeSuffix: true }, 'c_seconds'],
    ['counter', 'c.d', 's', { strategy: 'UnderscoreEscapingWithoutSuffixes' }, 'c_d'],
    ['counter', 'c.d', 's', { strategy: 'NoUTF8EscapingWithSuffixes' }, 'c.d_seconds_total'],
    ['counter', 'c.d.total', 's', { strategy: 'NoUTF8EscapingWithSuffixes' }, 'c.d_seconds_total'],
    ['gauge', 'c.d', 'By/s', { strategy: 'NoUTF8EscapingWithSuffixes' }, 'c.d_bytes_per_second'],
    ['gauge', 'c.d', '1', { strategy: 'NoUTF8EscapingWithSuffixes' }, 'c.d_ratio'],
    ['counter', 'größe.d', 's', { strategy: 'NoTranslation' }, 'größe.d'],
    ['gauge', 'a\ud800', '', { strategy: 'NoTranslation' }, 'a\ufffd'],
  ];
  it.each(cases)('%s %j in %j with %j is %s', (kind, name, unit, options, expected) => {
    expect(prometheusName({ name, unit, kind }, options)).toBe(expected);
  });
});

describe('labelName', () => {
  it.each([
    ['http.method', 'http_method'],
    ['a', 'a'],
    ['a__b', 'a_b'],
    ['__name__', '_name_'],
    ['1st', 'key_1st'],
    ['', '_'],
    ['ü', '_'],
    ['a:b', 'a_b'],
  ])('%j is %j', (key, name) => {
    expect(labelName(key)).toBe(name);
  });
});

describe('escapeName', () => {
  it.each([
    ['http.a_b', 'underscores', 'http_a_b'],
    ['http.a_b', 'dots', 'http_dot_a__b'],
    ['http_a', 'dots', 'http__a'],
    ['http.a_b', 'values', 'U__http_2e_a__b'],
    ['http_a', 'values', 'http_a'],
    ['1a', 'underscores', '_a'],
    ['1a', 'values', 'U___31_a'],
    ['größe', 'values', 'U__gr_f6__df_e'],
    ['größe', 'allow-utf-8', 'größe'],
    ['a/b', 'dots', 'a__b'],
  ] as const)('%j by %s is %j', (name, scheme, escaped) => {
    expect(escapeName(name, scheme)).toBe(escaped);
  });
});

describe('isLegacyName', () => {
  it.each([
    ['http_a', true],
    ['_', true],
    [':a:1', true],
    ['', false],
    ['1a', false],
    ['a.b', false],
    ['a\n', false],
    ['ü', false],
  ])('%j: %s', (name, legacy) => {
    expect(isLegacyName(name)).toBe(legacy);
  });
});
