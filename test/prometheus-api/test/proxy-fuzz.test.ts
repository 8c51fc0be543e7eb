import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capturedProxy } from '../src/captured.ts';
import {
  allowedNames,
  allowedQuery,
  anyQuery,
  gaps,
  mutated,
  written,
} from '../src/promql-arbitrary.ts';

// `_total` after each: the generator also writes `name(_total)?`.
const allow = [...allowedNames, ...allowedNames.map((name) => `${name}_total`)];
const isAllowed = new Set<string>(allow);
const proxy = capturedProxy({ allow, maxQueryLength: 1e6, maxRange: '100y', maxEvaluations: 1e12 });
const numRuns = 2_000;

describe('a generated query', () => {
  it('passes when it reads allowed families only', async () => {
    await fc.assert(
      fc.asyncProperty(allowedQuery, gaps, async (query, between) => {
        expect(await proxy.ask(written(query, between))).toHaveProperty('sent');
      }),
      { numRuns },
    );
  });

  it('is refused when it reads any other, or could', async () => {
    let outside = 0;
    await fc.assert(
      fc.asyncProperty(anyQuery, gaps, async (query, between) => {
        if (!query.open && [...query.reads].every((name) => isAllowed.has(name))) return;
        outside += 1;
        expect(await proxy.ask(written(query, between))).toEqual({ code: 'OBS_PROMAPI_REFUSED' });
      }),
      { numRuns },
    );
    expect(outside).toBeGreaterThan(numRuns / 10);
  });

  it('is sent or refused, whatever is done to its text', async () => {
    const query = fc.tuple(anyQuery, gaps).map(([one, between]) => written(one, between));
    const noise = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutated(query), noise), async (text) => {
        const answer = await proxy.ask(text);
        const isAnswer = 'sent' in answer || /_(REFUSED|LIMIT|BAD_QUERY)$/.test(answer.code);
        expect(isAnswer, JSON.stringify(answer)).toBe(true);
      }),
      { numRuns },
    );
  });
});
