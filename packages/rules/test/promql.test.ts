import { describe, expect, it } from 'vitest';
import { PromqlError, parsePromql, printPromql, selectorsOf } from '../src/index.js';

/** Without where things stand, which differs between a text and the same text printed. */
function shape(text: string): unknown {
  return JSON.parse(
    JSON.stringify(parsePromql(text), (key, value) =>
      key === 'from' || key === 'to' ? undefined : value,
    ),
  );
}

const queries = [
  'up',
  'up{job="x",instance!~"a|b"}',
  '{__name__=~"a.*",job="x"}',
  '{"with.dots",job="x"}',
  'sum(rate(x_total{a="b"}[5m])) by (a)',
  'sum by (a, b) (x) / on (a) group_left (c) sum by (a) (y)',
  'sum without (a) (x)',
  'topk(5, x)',
  'quantile(0.9, x)',
  'count_values("version", build_info)',
  'histogram_quantile(0.99, sum by (le) (rate(x_bucket[5m])))',
  'max_over_time(rate(x_total[5m])[1h:30s])',
  'max_over_time(rate(x_total[5m])[1h:])',
  'x offset 5m',
  'x offset -5m',
  'x[5m] offset 1d',
  'x @ 1609746000',
  'x @ end()',
  'a or b and c unless d',
  '(a or b) and c',
  'a - (b - c)',
  'a - b - c',
  '2 ^ 3 ^ 4',
  '(2 ^ 3) ^ 4',
  '-x ^ 2',
  '-1 ^ 2',
  '-(a + b)',
  '- a + b',
  'a > bool 1',
  'a == on () b',
  'x * 1e3 + 0x1F + Inf - NaN',
  `label_replace(x, "a", "$1", 'b', \`(.*)\\n\`)`,
  'x{a="quote \\" and \\\\ and \\n"}',
  'time() - x',
  'vector(1)',
  'absent(x{job="y"})',
  'x > 1 # a comment',
  'sum(\n  # inside\n  x\n)',
];

describe('PromQL', () => {
  it.each(queries)('%s: printed, it is the same expression', (query) => {
    const printed = printPromql(parsePromql(query));
    expect(shape(printed)).toEqual(shape(query));
    expect(printPromql(parsePromql(printed))).toBe(printed);
  });

  it.each(queries)('%s: on many lines it reads the same series', (query) => {
    const wrapped = printPromql(parsePromql(query), 12);
    const strip = (text: string) => selectorsOf(parsePromql(text)).map((one) => printPromql(one));
    expect(strip(wrapped)).toEqual(strip(query));
  });

  it.each([
    ['sum(', 4, 'ends too early'],
    ['sum by (a (x)', 10, 'unexpected'],
    ['', 0, 'ends too early'],
    ['x{a=}', 4, 'unexpected'],
    ['x{a="b}', 7, 'ends too early'],
    ['x[5m', 4, 'ends too early'],
    ['x y', 2, 'unexpected "y"'],
    ['x{a="\\q"}', 4, 'the escape \\q does not exist'],
  ])('refuses %j with the position', (query, at, message) => {
    let error: unknown;
    try {
      parsePromql(query);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(PromqlError);
    expect((error as PromqlError).message).toContain(message);
    expect((error as PromqlError).at).toBe(at);
  });

  it('does not recurse without end', () => {
    expect(() => parsePromql(`${'('.repeat(5000)}x${')'.repeat(5000)}`)).toThrow(PromqlError);
  });

  it('breaks long lines where a reader would', () => {
    const query =
      'sum by (pipeline) (rate(jeeves_pipeline_executions_total{status="error"}[5m])) / sum by (pipeline) (rate(jeeves_pipeline_executions_total[5m])) > 0.05 and up == 1 or absent(up)';
    expect(printPromql(parsePromql(query), 60).split('\n')).toEqual([
      '(',
      '  sum by (pipeline) (',
      '    rate(',
      '      jeeves_pipeline_executions_total{status="error"}[5m]',
      '    )',
      '  )',
      '  /',
      '  sum by (pipeline) (',
      '    rate(jeeves_pipeline_executions_total[5m])',
      '  ) > 0.05',
      '  and',
      '  up == 1',
      ')',
      'or',
      'absent(up)',
    ]);
  });
});
