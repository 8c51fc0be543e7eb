import type { LiveScope } from '@obs/metrics-model';
import { type EscapingScheme, escapingSchemes } from '@obs/prometheus-names';
import type { Attributes } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { resolveFamilies, writeOpenMetrics, writeText } from '../src/index.js';
import { labelValue } from '../src/translation/labels.js';
import { Resolver } from '../src/translation/resolver.js';
import { family, series, type TestFamily, textOf, view } from './support/live.js';

const bare = { withoutScopeInfo: true, withoutTargetInfo: true };
const one = (name: string, value = 1) => family(name, 'gauge', [series({}, { value })]);
const counter = (name: string, a = 'b') =>
  family(name, 'sum', [series({ a }, { value: 1 })], { monotonic: true });
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

  it.each<[string, LiveScope['scope'], Attributes, string]>([
    [
      'name and version',
      { name: 'lib', version: '1' },
      {},
      'otel_scope_name="lib",otel_scope_version="1"',
    ],
    [
      'its schema',
      { name: 'lib', schemaUrl: 'u' },
      {},
      'otel_scope_name="lib",otel_scope_schema_url="u"',
    ],
    [
      'its attributes',
      { name: 'lib', attributes: { team: 'a' } },
      {},
      'otel_scope_name="lib",otel_scope_team="a"',
    ],
    [
      'attributes that become one name, joined',
      { name: 'lib', attributes: { a_b: '2', 'a.b': '1' } },
      {},
      'otel_scope_a_b="1;2",otel_scope_name="lib"',
    ],
    [
      'no attributes that would be its own labels, though these are empty',
      { name: 'lib', attributes: { name: 'x', version: 'y', 'schema.url': 'z' } },
      {},
      'otel_scope_name="lib"',
    ],
    [
      'joined with attributes of that name, in the order of the keys',
      { name: 'lib', attributes: { team: 'a' } },
      { 'otel.scope.name': 'x', otel_scope_team: 'y' },
      'otel_scope_name="x;lib",otel_scope_team="a;y"',
    ],
    ['nothing for a scope without a name', { name: '' }, { a: '1' }, 'a="1"'],
  ])('of the scope: %s', (_what, scope, attributes, expected) => {
    const made = family('m', 'gauge', [series(attributes, { value: 1 })]);
    const seen = { ...view([made]), scopes: [{ scope, families: [made] }] };
    const { families } = resolveFamilies(seen, { withoutTargetInfo: true });
    expect(textOf(writeText(families))).toBe(`# TYPE m gauge\nm{${expected}} 1\n`);
  });

  it.each<[string, Attributes, Attributes, string]>([
    ['beside attributes', { 'a.x': '1' }, { b: '2' }, 'a_x="1",b="2"'],
    ['not over attributes of that name', { a: 'theirs' }, { a: 'mine' }, 'a="mine"'],
    ['keys that become one name, joined', { a_b: '2', 'a.b': '1' }, {}, 'a_b="1;2"'],
    ['only those that are chosen', { c: '1', a: '2' }, {}, 'a="2"'],
  ])('of the resource: %s', (_what, resource, attributes, expected) => {
    const made = family('m', 'gauge', [series(attributes, { value: 1 })]);
    const { families } = resolveFamilies(view([made], resource), {
      ...bare,
      resourceLabels: { exclude: ['c'] },
    });
    expect(textOf(writeText(families))).toBe(`# TYPE m gauge\nm{${expected}} 1\n`);
  });

  it('follow a resource that changes, as one does whose detectors take their time', () => {
    const made = family('m', 'gauge', [series({}, { value: 1 })]);
    const resolver = new Resolver({ ...bare, resourceLabels: /^host/ });
    const shown = (resource: Attributes) =>
      textOf(writeText(resolver.live(view([made], resource), 'underscores').families));
    expect(shown({})).toBe('# TYPE m gauge\nm 1\n');
    expect(shown({ 'host.id': 'x', other: 1 })).toBe('# TYPE m gauge\nm{host_id="x"} 1\n');
    expect(shown({ 'host.id': 'x', other: 2 })).toBe('# TYPE m gauge\nm{host_id="x"} 1\n');
    expect(made.slots?.filter((group) => group !== undefined)).toHaveLength(1);
  });
});

describe('values', () => {
  it.each<[string, unknown, string]>([
    ['text', 'a "b"', 'a "b"'],
    ['a number', 1.5, '1.5'],
    ['what is no finite number', Number.NEGATIVE_INFINITY, '-Infinity'],
    ['a boolean', true, 'true'],
    ['a list', ['a', 1, null], '["a",1,null]'],
    ['a list with NaN in it', [Number.NaN, Number.POSITIVE_INFINITY], '["NaN","Infinity"]'],
    ['a map', { a: { b: [1] } }, '{"a":{"b":[1]}}'],
    ['bytes', new Uint8Array([1, 2, 255]), 'AQL/'],
    ['nothing', undefined, ''],
    ['what JSON cannot show', 10n, '10'],
    [
      'what refuses to be shown',
      {
        toJSON: () => {
          throw new Error('no');
        },
      },
      '',
    ],
  ])('of %s', (_what, value, expected) => {
    expect(labelValue(value as string)).toBe(expected);
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
    ['a bucket', [histogram('h'), one('h.bucket')], ['h histogram'], ['name']],
    ['a sum', [histogram('h'), one('h.sum')], ['h histogram'], ['name']],
    ['a start time', [histogram('h'), one('h.created')], ['h histogram'], ['name']],
    ['a counter that is a gauge', [counter('x'), one('x.total')], ['x_total counter'], ['type']],
    ['names of symbols only', [one('!'), counter('?', '')], ['_ gauge', 'total counter'], []],
    [
      'nothing: counters of one name are one',
      [counter('x'), counter('x.total')],
      ['x_total counter'],
      [],
    ],
    [
      'nothing: a gauge may have the name of a counter without its suffix',
      [counter('x'), one('x')],
      ['x_total counter', 'x gauge'],
      [],
    ],
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

  it.each([
    ['a gauge', one('target.info')],
    ['a counter', counter('target.info')],
    ['a histogram', histogram('target.info')],
  ])('nobody may have target_info beside the resource: %s', (_what, made) => {
    const { families, conflicts } = resolveFamilies(view([made], { a: 'b' }), {
      withoutTypeSuffix: true,
    });
    expect(families.map(({ name }) => name)).toEqual(['target_info']);
    expect(conflicts[0]?.message).toMatch(/target_info.*Rename/);
  });

  it.each<[string, TestFamily[], string[]]>([
    ['a gauge has its name there', [counter('x'), one('x')], ['x_total unknown', 'x gauge']],
    [
      'a histogram has its name there',
      [counter('x'), histogram('x')],
      ['x_total unknown', 'x histogram'],
    ],
    [
      'a gauge has the name of its start time',
      [counter('x'), one('x.created')],
      ['x_total unknown', 'x_created gauge'],
    ],
    [
      'a counter has the name of its start time there',
      [counter('x'), counter('x.created')],
      ['x counter', 'x_created_total unknown'],
    ],
    [
      'it has the name of the start time of another',
      [counter('x.created'), counter('x')],
      ['x_created counter', 'x_total unknown'],
    ],
    ['it has no other name', [counter('total')], ['total unknown']],
  ])('a counter is unknown to OpenMetrics when %s', (_what, families, types) => {
    const { families: kept } = resolveFamilies(view(families), bare);
    const text = textOf(writeOpenMetrics(kept));
    expect([...text.matchAll(/^# TYPE (.*)$/gm)].map(([, type]) => type)).toEqual(types);
  });

  it('a counter that is unknown to OpenMetrics has no start time and no exemplars', () => {
    const exemplars = () => [
      { value: 1, time: [1, 0] as [number, number], filteredAttributes: {} },
    ];
    const made = family('x', 'sum', [series({}, { value: 2, exemplars })], { monotonic: true });
    const { families } = resolveFamilies(view([made, one('x')]), bare);
    expect(textOf(writeOpenMetrics(families, { created: true }))).toBe(
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

describe('names by what a scrape asks for', () => {
  const shown = (escaping: EscapingScheme) => {
    const made = family('a.b_c/é', 'gauge', [
      series({ 'k.x_y': '1', plain_key: '2' }, { value: 1 }),
    ]);
    const also = family('plain_name', 'gauge', [series({}, { value: 2 })]);
    const options = { ...bare, strategy: 'NoTranslation', escaping } as const;
    return textOf(writeText(resolveFamilies(view([made, also]), options).families));
  };

  it.each<[EscapingScheme, string, string]>([
    ['underscores', 'a_b_c__', 'k_x_y'],
    ['dots', 'a_dot_b__c____', 'k_dot_x__y'],
    ['values', 'U__a_2e_b__c_2f__e9_', 'U__k_2e_x__y'],
  ])('%s', (escaping, name, key) => {
    expect(shown(escaping)).toBe(`\
# TYPE ${name} gauge
${name}{${key}="1",plain_key="2"} 1
# TYPE plain_name gauge
plain_name 2
`);
  });

  it('allow-utf-8', () => {
    expect(shown('allow-utf-8')).toBe(`\
# TYPE "a.b_c/é" gauge
{"a.b_c/é","k.x_y"="1",plain_key="2"} 1
# TYPE plain_name gauge
plain_name 2
`);
  });

  it('are the same for all when the strategy leaves nothing to escape', () => {
    const made = family('a.b', 'gauge', [series({ 'k.x': '1' }, { value: 1 })]);
    for (const escaping of escapingSchemes) {
      const { families } = resolveFamilies(view([made]), { ...bare, escaping });
      expect(textOf(writeText(families))).toBe('# TYPE a_b gauge\na_b{k_x="1"} 1\n');
    }
  });
});
