import { describe, expect, it } from 'vitest';
import { AllowList } from '../src/proxy/allow-list.js';
import { type CheckConfig, checkQuery, checkSelector } from '../src/proxy/check.js';
import { cleaned } from '../src/proxy/clean.js';
import { parseDuration } from '../src/proxy/duration.js';
import { namesOfPattern } from '../src/proxy/name-pattern.js';

const config: CheckConfig = {
  allow: new AllowList(['foo', 'bar', 'a:b', { name: 'baz_seconds', type: 'histogram' }]),
  maxQueryLength: 1_000,
  maxRangeMillis: 86_400_000,
  minStepMillis: 1_000,
  maxEvaluations: 10_000,
};
const check = (query: string) => checkQuery(query, config).text;

const allowed = [
  'foo',
  'foo{}',
  'foo{job="x"}',
  'foo{job=~"a.*", path!~"/x\\\\d+"}',
  '{__name__="foo"}',
  "{__name__='foo', job='secret'}",
  '{__name__=`foo`}',
  '{__name__=~"foo|bar"}',
  '{__name__=~"(foo|bar)"}',
  '{__name__=~"(?:fo(o))|ba(r)"}',
  '{__name__=~"baz_seconds_(bucket|sum|count)", le!=""}',
  '{__name__=~"foo|bar", __name__!="bar"}',
  '{"foo"}',
  '{"foo", "a label"="x"}',
  'a:b',
  'rate(foo[5m])',
  'sum by (job) (rate(foo{job="x"}[5m]))',
  'sum(rate(foo[5m])) by (job) / ignoring(job) group_left sum(rate(bar[5m]))',
  'histogram_quantile(0.95, sum by (le) (rate(baz_seconds_bucket[5m])))',
  'max_over_time(rate(foo[5m])[1h:1m])',
  'foo offset 5m',
  'foo offset -5m',
  'foo @ 1700000000',
  'foo @ start() - foo @ end()',
  'foo[5m] @ end() offset 1m or bar',
  'topk(5, foo) unless on(job) bar',
  'label_replace(foo, "__name__", "secret", "", "")',
  'count_values("version", foo)',
  'foo > bool 1',
  '-foo ^ 2',
  'absent(foo{job="x"})',
  'vector(1)',
  'time()',
  '1+1',
  '1 # secret',
  'foo # {__name__=~".+"}\n + bar',
  'SUM(foo) BY (job)',
  'foo{secret="secret"}',
  'sum by (secret) (foo)',
  'foo\r\n+\tbar',
  'foo[300]',
];

describe('a query that reads allowed families only', () => {
  it.each(allowed)('%s', (query) => {
    expect(() => check(query)).not.toThrow();
  });
});

const refused: readonly (readonly [query: string, reason: RegExp])[] = [
  ['secret', /"secret", which is not on the allow-list/],
  ['secret{}', /allow-list/],
  ['foo + secret', /allow-list/],
  ['foo or secret', /allow-list/],
  ['foo unless on() secret', /allow-list/],
  ['sum(rate(secret[5m]))', /allow-list/],
  ['max_over_time(secret[1h:1m])', /allow-list/],
  ['max_over_time((foo or secret)[1h:1m])', /allow-list/],
  ['label_replace(secret, "__name__", "foo", "", "")', /allow-list/],
  ['vector(scalar(secret))', /allow-list/],
  ['absent(secret)', /allow-list/],
  ['foo * on(job) group_left(version) secret', /allow-list/],
  ['secret offset 5m', /allow-list/],
  ['secret @ 1', /allow-list/],
  ['foo_total', /allow-list/],
  ['foofoo', /allow-list/],
  ['FOO', /allow-list/],
  ['baz_seconds', /allow-list/],
  ['foo_bucket', /allow-list/],
  ['sum', /allow-list/],
  ['{job="x"}', /names no family/],
  ['{}', /names no family/],
  ['{job=~".+"}', /names no family/],
  ['{__name__!="secret"}', /names no family/],
  ['{__name__!~"secret"}', /names no family/],
  ['{__name__=~"foo.*"}', /cannot be listed/],
  ['{__name__=~".+"}', /cannot be listed/],
  ['{__name__=~"foo|.*"}', /cannot be listed/],
  ['{__name__=~"[f]oo"}', /cannot be listed/],
  ['{__name__=~"(?i)foo"}', /cannot be listed/],
  ['{__name__=~"foo+"}', /cannot be listed/],
  ['{__name__=~"foo|secret"}', /allow-list/],
  ['{__name__=~"foo?"}', /"fo", which is not/],
  ['{__name__=~"foo|"}', /"", which is not/],
  ['{__name__=~""}', /"", which is not/],
  ['{__name__=""}', /"", which is not/],
  ['{__name__="secret"}', /allow-list/],
  ['{__name__="\\x73ecret"}', /backslash/],
  ['{"\\x5f_name__"=~".*", __name__="foo"}', /backslash/],
  ['{"secret"}', /allow-list/],
  ['{"foo", "secret"}', /more than one metric name/],
  ['{"__name__"="secret"}', /allow-list/],
  ['{"__name__"=~"foo|secret"}', /allow-list/],
  ['foo{__name__="secret"}', /more than one metric name/],
  ['foo{"secret"}', /more than one metric name/],
  ['{__name__="foo", __name__="bar"}', /more than one metric name/],
  ['foo{a="b" or __name__="secret"}', /parsed/],
  ['info(foo)', /function info is not let through/],
  ['info(foo, {__name__="secret"})', /not let through/],
  ['unknown_function(foo)', /parsed|not let through/],
  ['foo secret', /parsed/],
  ['foo # \r or secret', /allow-list/],
  ['foo{a="}" or secret', /./],
  ['foo{a="b', /does not end/],
  ["foo{a='b\n'}", /does not end/],
  ['foo{a="b\\\n"}', /does not end/],
  ['"', /does not end/],
  ['', /parsed/],
  ['#', /parsed/],
  ['(', /parsed/],
  ['foo[', /parsed/],
  ['foo[5m*2]', /understood/],
  ['rate(foo[step()])', /understood/],
  ['foo smoothed', /understood/],
  ['constructor', /./],
  ['toString', /./],
  ['__proto__', /./],
  ['hasOwnProperty(foo)', /./],
  ['f\u00f6o', /stands outside of a string/],
  ['foo\u00a0or secret', /stands outside of a string/],
  ['foo\u2028secret', /stands outside of a string/],
  ['foo\0', /stands outside of a string/],
  ['foo{a="\ud800"}', /Unicode/],
  [`${'('.repeat(300)}foo${')'.repeat(300)}`, /nests/],
];

describe('a query that may read another family is refused with the reason', () => {
  it.each(refused)('%j', (query, reason) => {
    expect(() => check(query)).toThrow(
      expect.objectContaining({
        code: 'OBS_PROMAPI_REFUSED',
        message: expect.stringMatching(reason),
      }),
    );
  });
});

describe('what is sent', () => {
  it.each([
    ['foo # comment\n + bar', 'foo + bar'],
    ['foo#comment', 'foo'],
    ['  foo\r\n\t+  bar ', 'foo + bar'],
    ['foo{a="# no comment"}', 'foo{a="# no comment"}'],
    ['foo # ends here\r+ bar', 'foo + bar'],
    ['foo{a="\\"# \\\\"} # x', 'foo{a="\\"# \\\\"}'],
    ['foo{a=`\\`} + bar', 'foo{a=`\\`} + bar'],
  ])('%j is %j', (query, text) => {
    expect(cleaned(query, 1_000)).toBe(text);
    expect(check(query)).toBe(text);
  });
});

describe('a query beyond the limits', () => {
  it.each([
    ['a long one', `foo{a="${'x'.repeat(1_000)}"}`],
    ['a range', 'rate(foo[25h])'],
    ['an offset', 'foo offset 25h'],
    ['an offset into the future', 'foo offset -25h'],
    ['ranges that add up', 'max_over_time(rate(foo[12h])[12h1m:1m])'],
    ['a small step', 'max_over_time(foo[1m:1ms])'],
    ['many evaluations', 'max_over_time(foo[4h:1s])'],
    ['many evaluations of subqueries', 'max_over_time(max_over_time(foo[2h:1m])[2h:1m])'],
    ['many evaluations of nothing', 'max_over_time(vector(1)[4h:1s])'],
    ['many small ones', Array(20).fill('max_over_time(foo[1h:5s])').join('+')],
  ])('%s', (_name, query) => {
    expect(() => check(query)).toThrow(expect.objectContaining({ code: 'OBS_PROMAPI_LIMIT' }));
  });

  it('counts the steps of the query', () => {
    // 60 times the subquery, 60 times what is in it.
    const query = 'max_over_time(foo[1h:1m])';
    expect(checkQuery(query, config, 80).text).toBe(query);
    expect(() => checkQuery(query, config, 100)).toThrow(/12000 times/);
  });
});

describe('a series selector', () => {
  it.each(['foo', 'foo{job="x"}', '{__name__=~"foo|bar"}'])('%s is one', (selector) => {
    expect(checkSelector(selector, config)).toBe(selector);
  });

  it.each([
    'secret',
    '{job="x"}',
    'foo or bar',
    'foo[5m]',
    'foo offset 5m',
    '(foo)',
    'sum(foo)',
    '',
  ])('%j is refused', (selector) => {
    expect(() => checkSelector(selector, config)).toThrow(
      expect.objectContaining({ code: 'OBS_PROMAPI_REFUSED' }),
    );
  });
});

describe('the names of a pattern', () => {
  it.each([
    ['a', ['a']],
    ['a|b|c', ['a', 'b', 'c']],
    ['a(b|c)d', ['abd', 'acd']],
    ['a(?:b|c)?', ['ab', 'ac', 'a']],
    ['ab?', ['ab', 'a']],
    ['((a|b)|c)', ['a', 'b', 'c']],
    ['', ['']],
    ['a||b', ['a', '', 'b']],
    ['()', ['']],
  ])('%j', (pattern, names) => {
    expect(new Set(namesOfPattern(pattern))).toEqual(new Set(names));
    // The engine of JavaScript agrees on this small part of the language.
    for (const name of names) expect(name).toMatch(new RegExp(`^(?:${pattern})$`));
  });

  it.each([
    'a.*',
    'a.',
    'a+',
    'a*',
    '[ab]',
    '(?i)a',
    '(a',
    'a)',
    '?',
    'a??',
    '(?a)',
    '\\w',
    'a{2}',
    '^a$',
  ])('%j are not known', (pattern) => {
    expect(namesOfPattern(pattern)).toBeUndefined();
  });

  it('are not listed when there are too many', () => {
    expect(namesOfPattern('(a|b)'.repeat(9))?.size).toBe(512);
    expect(namesOfPattern('(a|b)'.repeat(30))).toBeUndefined();
    expect(namesOfPattern('('.repeat(5_000))).toBeUndefined();
  });
});

describe('a duration', () => {
  it.each([
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['100ms', 100],
    ['1.5', 1_500],
    ['300', 300_000],
    ['1e3', 1_000_000],
  ])('%s', (text, millis) => {
    expect(parseDuration(text)).toBe(millis);
  });

  it.each(['', 'm', '-5m', '5m*2', '0x10', 'Inf', '1e999'])('%j is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
