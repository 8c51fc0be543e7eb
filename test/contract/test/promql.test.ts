import { expect, it } from 'vitest';
import { readPromql } from './promql.ts';

it('finds the selectors and the grouping of a query', () => {
  expect(
    readPromql('topk(5, sum by (le, a) (rate(x_total{b!="c",d=~"4.."}[5m])) / avg(y) by (e)) * 60'),
  ).toEqual({
    selectors: [
      {
        metric: 'x_total',
        matchers: [
          { label: 'b', operator: '!=', value: 'c' },
          { label: 'd', operator: '=~', value: '4..' },
        ],
      },
      { metric: 'y', matchers: [] },
    ],
    grouping: ['le', 'a', 'e'],
  });
});

it.each([
  ['an open parenthesis', 'sum(x', '1 ) missing'],
  ['one too many', 'sum(x))', 'one ) too many'],
  ['a function without parentheses', 'rate x[5m]', 'rate without ('],
  ['a broken range', 'rate(x[5])', 'cannot read "[5])"'],
  ['a matcher without quotes', 'x{a=b}', 'cannot read the matcher a=b'],
])('refuses %s', (_what, query, message) => expect(() => readPromql(query)).toThrow(message));
