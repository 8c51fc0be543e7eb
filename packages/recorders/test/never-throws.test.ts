import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aoss } from '../src/aoss.js';
import { duplex } from '../src/duplex.js';
import { executives } from '../src/executives.js';
import { gateway } from '../src/gateway.js';
import { governance } from '../src/governance.js';
import { createJeeves } from '../src/jeeves.js';
import { createOrchestrator } from '../src/orchestrator.js';
import { state } from '../src/state.js';
import { scrape } from './changes.js';

const prices = { m: { promptUsdPerMillion: 1, completionUsdPerMillion: 1 } };
const domains = {
  executives,
  governance,
  duplex,
  aoss,
  gateway,
  state,
  jeeves: createJeeves({ prices, deprecatedAliases: true }),
  orchestrator: createOrchestrator({ prices }),
};

type AnyFunction = (...args: unknown[]) => unknown;
const functions = Object.entries(domains).flatMap(([domain, recorders]) =>
  Object.entries(recorders as unknown as Record<string, AnyFunction>).map(
    ([name, call]) => [`${domain}.${name}`, name, call] as const,
  ),
);
const recorders = functions.filter(([, name]) => name.startsWith('record'));
const wrappers = functions.filter(([, name]) => name.startsWith('with'));
const starters = functions.filter(([, name]) => name.startsWith('start'));

/** Values as JavaScript may hand them in, among them objects that cannot be read. */
const hostile = fc.constantFrom<unknown>(
  new Proxy(
    {},
    {
      get() {
        throw new Error('cannot be read');
      },
      ownKeys() {
        throw new Error('cannot be listed');
      },
    },
  ),
  {
    get executive() {
      throw new Error('cannot be read');
    },
  },
  Object.create(null),
  Symbol('s'),
  10n,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -1,
  -0,
  'x'.repeat(100_000),
  () => {
    throw new Error('called');
  },
  {
    toString() {
      throw new Error('no text');
    },
  },
);
const value = fc.oneof(fc.anything({ withBigInt: true, withDate: true, withMap: true }), hostile);
/** Objects with the right keys and any values, so that the values are reached. */
const keys = [
  'executive',
  'pipeline',
  'agent',
  'provider',
  'model',
  'method',
  'status',
  'outcome',
  'operation',
  'endpoint',
  'agentType',
  'serverTag',
  'result',
  'policy',
  'reason',
  'from',
  'to',
  'durationSeconds',
  'durationMillis',
  'promptTokens',
  'completionTokens',
  'costUsd',
  'prompt',
  'completion',
] as const;
const labels = fc.record(
  Object.fromEntries(keys.map((key) => [key, value])) as Record<string, typeof value>,
  { requiredKeys: [] },
);
const argument = fc.oneof(value, labels);
const runs = { numRuns: 200 };

it('finds the functions of every domain', () => {
  expect(recorders.length).toBeGreaterThan(20);
  expect(wrappers.length).toBeGreaterThan(8);
  expect(starters).toHaveLength(2);
});

describe('given anything at all', () => {
  it.each(recorders)('%s returns', (_where, _name, record) => {
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 2 }), (args) => {
        expect(record(...args)).toBeUndefined();
      }),
      runs,
    );
  });

  it.each(wrappers)('%s gives what its work gives', async (_where, name, wrap) => {
    const takesLabels = !/Deliberation|Session|Orchestrator|Hitl/.test(name);
    await fc.assert(
      fc.asyncProperty(argument, value, fc.boolean(), async (labels, outcome, fails) => {
        const work = async (handle: Record<string, AnyFunction> | undefined) => {
          for (const tell of Object.values(handle ?? {})) tell(labels);
          if (fails) throw outcome;
          return [outcome];
        };
        const running = takesLabels ? wrap(labels, work) : wrap(work);
        // In an array: an outcome may be a promise, or an object that cannot be compared or printed.
        const [how, what] = await (running as Promise<unknown[]>).then(
          ([result]) => ['given', result],
          (error: unknown) => ['thrown', error],
        );
        expect([how, Object.is(what, outcome)]).toEqual([fails ? 'thrown' : 'given', true]);
      }),
      runs,
    );
  });

  it.each(starters)('%s gives something that can be told anything', (_where, _name, begin) => {
    fc.assert(
      fc.property(argument, fc.array(argument, { maxLength: 4 }), (labels, told) => {
        const handle = begin(labels) as Record<string | symbol, AnyFunction>;
        for (const tell of [...Object.values(handle), handle[Symbol.dispose] as AnyFunction]) {
          for (const each of [undefined, ...told]) tell(each);
        }
      }),
      runs,
    );
  });

  it('leaves the gauges of what is active at zero, and every sample a number', async () => {
    const text = await scrape();
    const active = text.split('\n').filter((line) => /^\w+_active\w*(\{.*\})? /.test(line));
    expect(active).toHaveLength(5);
    for (const line of active) expect(line).toMatch(/ 0$/);
    expect(text).not.toMatch(/ NaN$/m);
    expect(text).not.toMatch(/^\w+_(total|count|sum|bucket)(\{.*\})? -/m);
    expect(text).not.toContain('[object');
  });
});
