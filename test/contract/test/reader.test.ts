import { describe, expect, it } from 'vitest';
import { readFamilies, readQueries } from '../src/contract.ts';
import { ContractError } from '../src/reader.ts';

const good = `system: demo
section: 1
families:
  - name: demo_total
    type: counter
    kind: counter
    help: Events.
    labels:
      colour: { closed: [red, 'true'] }
      path: { open: route template, known: [/], default: / }
    services: [demo]
    stability: stable
`;

describe('a file of families', () => {
  it('is read with the system, the section and the place of each family', () => {
    expect(readFamilies(good, 'demo.yaml')).toEqual([
      {
        name: 'demo_total',
        system: 'demo',
        section: 1,
        type: 'counter',
        kind: 'counter',
        help: 'Events.',
        labels: {
          colour: { closed: ['red', 'true'] },
          path: { open: 'route template', known: ['/'], default: '/' },
        },
        services: ['demo'],
        observed: false,
        stability: 'stable',
        optIn: false,
        mayBeEmpty: false,
        source: 'demo.yaml:4',
      },
    ]);
  });

  it.each([
    ['an unknown key', ['help:', 'halp:'], 'demo.yaml:7: unknown key "halp"; known: name, type,'],
    ['an unknown key of a label', ['known:', 'like:'], 'demo.yaml:10: unknown key "like"'],
    ['a missing key', ['    help: Events.\n', ''], 'demo.yaml:4: "help" is missing'],
    ['a duplicate key', ['type:', 'kind:'], 'demo.yaml:6: Map keys must be unique'],
    ['an unknown kind', ['kind: counter', 'kind: summary'], 'demo.yaml:6: expected counter or'],
    ['a value that is not text', ["'true'", 'true'], 'demo.yaml:9: expected text, not true;'],
    ['a key without a value', ['help: Events.', 'help:'], 'demo.yaml:7: expected text, not null;'],
    ['an empty list', ['[demo]', '[]'], 'demo.yaml:11: the list is empty'],
    ['a list that is a word', ['[demo]', 'demo'], 'demo.yaml:11: expected a list'],
    ['a label that is a word', ["{ closed: [red, 'true'] }", 'red'], 'demo.yaml:9: expected a map'],
    ['a label both open and closed', ['{ open:', '{ closed: [a], open:'], 'unknown key "open"'],
    [
      'a bound that is not finite',
      ['stability', 'buckets: [.inf]\n    stability'],
      'demo.yaml:12:',
    ],
    ['an alias', ['help: Events.', 'help: &a Events.\n    notes: *a'], 'demo.yaml:8: expected a'],
    ['broken syntax', ['[demo]', '[demo'], 'demo.yaml:'],
  ])('is refused with %s', (_what, [from, to], message) => {
    const read = () => readFamilies(good.replace(from!, to!), 'demo.yaml');
    expect(read).toThrow(ContractError);
    expect(read).toThrow(message);
  });

  it('is refused when it is empty', () => {
    expect(() => readFamilies('', 'demo.yaml')).toThrow('demo.yaml:1: the file is empty');
  });
});

describe('a file of queries', () => {
  const queries = `rules:
  value: { kind: exact, means: The number. }
queries:
  - id: all
    section: 1
    asked: sum(demo_total)
    shipped: sum(demo_total)
    expect: { asked: value, shipped: value }
    traffic: events
`;

  it('gives each query the rules of its answers', () => {
    const rule = { id: 'value', kind: 'exact', means: 'The number.' };
    expect(readQueries(queries, 'q.yaml').queries[0]?.expect).toEqual({
      asked: rule,
      shipped: rule,
    });
  });

  it('is refused with a rule that it does not define', () => {
    expect(() =>
      readQueries(queries.replace('shipped: value', 'shipped: ratio'), 'q.yaml'),
    ).toThrow('q.yaml:4: unknown rule "ratio"; known: value');
  });
});
