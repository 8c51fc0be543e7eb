import { describe, expect, it } from 'vitest';
import { resolveFamilies, writeOpenMetrics, writeText } from '../src/index.js';
import { family, series, textOf, view } from './support/live.js';

const bare = { withoutScopeInfo: true, withoutTargetInfo: true };
const one = (name: string, value = 1) => family(name, 'gauge', [series({}, { value })]);
const histogram = (name: string) =>
  family(name, 'histogram', [series({}, { count: 0, sum: 0, bucketCounts: [0] })]);

function labelsOf(attributes: Record<string, string>, kind: 'gauge' | 'histogram' = 'gauge') {
  const values = kind === 'gauge' ? { value: 1 } : { count: 0, sum: 0, bucketCounts: [0] };
  const made = family('m', kind, [series(attributes, values)]);
  const { families } = resolveFamilies(view([made]), bare);
  const group = families[0]?.groups[0];
  return group?.labels(group.series()[0]!);
}

describe('labels', () => {
  it.each([
    [
      'keys that become one name, in the order of the keys',
      { 'a.b': '1', a_b: '2' },
      ['a_b', '1;2'],
    ],
    ['the same whatever order they come in', { a_b: '2', 'a.b': '1' }, ['a_b', '1;2']],
    ['sorted by name', { b: '1', a: '2' }, ['a', '2', 'b', '1']],
    ['no empty values', { a: '', b: '1' }, ['b', '1']],
    ['`le` where it is free', { le: '1' }, ['le', '1']],
  ])('%s', (_what, attributes, expected) => {
    expect(labelsOf(attributes as Record<string, string>)).toEqual(expected);
  });

  it('`le` of a histogram moves away, and joins what was there', () => {
    expect(labelsOf({ le: '1' }, 'histogram')).toEqual(['exported_le', '1']);
    expect(labelsOf({ le: '1', exported_le: '2' }, 'histogram')).toEqual(['exported_le', '2;1']);
  });

  it('the scope wins over attributes of its label names, attributes win over the resource', () => {
    const made = family('m', 'gauge', [series({ otel_scope_name: 'x', a: 'mine' }, { value: 1 })]);
    const { families } = resolveFamilies(view([made], { a: 'theirs', b: 'added' }), {
      resourceLabels: { include: ['a', 'b'] },
      withoutTargetInfo: true,
    });
    expect(textOf(writeText(families))).toContain(
      'm{a="mine",b="added",otel_scope_name="lib",otel_scope_version="1.0"} 1',
    );
  });
});

describe('families that clash', () => {
  const names = (...families: Parameters<typeof view>[0]) => {
    const { families: kept, conflicts } = resolveFamilies(view(families), bare);
    return [kept.map(({ name, type }) => `${name} ${type}`), conflicts.map(({ kind }) => kind)];
  };

  it.each([
    ['a sample name of a histogram', [histogram('h'), one('h.count')], ['h histogram'], ['name']],
    ['the other way round', [one('h.count'), histogram('h')], ['h_count gauge'], ['name']],
    ['a type', [one('x'), histogram('x')], ['x gauge'], ['type']],
    ['nothing', [one('x'), one('y')], ['x gauge', 'y gauge'], []],
  ])('over %s: the first stays', (_what, families, kept, conflicts) => {
    expect(names(...families)).toEqual([kept, conflicts]);
  });

  it('not over their description: the first description is shown', () => {
    const families = [one('x'), family('x', 'gauge', [series({ a: 'b' }, { value: 2 })])];
    const described = families.map((made, i) => ({ ...made, description: `text ${i}` }));
    const { families: kept, conflicts } = resolveFamilies(view(described), bare);
    expect(textOf(writeText(kept))).toBe('# HELP x text 0\n# TYPE x gauge\nx 1\nx{a="b"} 2\n');
    expect(conflicts.map(({ kind }) => kind)).toEqual(['help']);
  });

  it('nobody may have target_info beside the resource', () => {
    const { families, conflicts } = resolveFamilies(view([one('target.info')], { a: 'b' }), {});
    expect(families.map(({ name }) => name)).toEqual(['target_info']);
    expect(conflicts[0]?.message).toMatch(/target_info.*Rename/);
  });

  it('a counter beside a gauge of its OpenMetrics name is shown as unknown there', () => {
    const counter = family('x', 'sum', [series({}, { value: 2 })], { monotonic: true });
    const { families } = resolveFamilies(view([counter, one('x')]), bare);
    expect(textOf(writeOpenMetrics(families))).toBe(
      '# TYPE x_total unknown\nx_total 2\n# TYPE x gauge\nx 1\n# EOF\n',
    );
  });
});

describe('series that clash', () => {
  it('are shown once, within a family and across the families of one name', () => {
    const duplicates: string[] = [];
    const families = [
      family('x', 'gauge', [series({ a: 1 }, { value: 1 }), series({ a: '1' }, { value: 2 })]),
      family('x', 'gauge', [series({ a: '1' }, { value: 3 }), series({ a: '2' }, { value: 4 })]),
    ];
    const { families: kept } = resolveFamilies(view(families), bare);
    const text = textOf(
      writeText(kept, { onDuplicate: (name, labels) => duplicates.push(name + labels) }),
    );
    expect(text).toBe('# TYPE x gauge\nx{a="1"} 1\nx{a="2"} 4\n');
    expect(duplicates).toEqual(['x{a="1"}', 'x{a="1"}']);
  });
});
