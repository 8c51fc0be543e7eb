import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AllowList } from '../src/proxy/allow-list.js';
import { type CheckConfig, checkQuery } from '../src/proxy/check.js';
import {
  allowedNames,
  allowedQuery,
  anyQuery,
  gaps,
  mutated,
  written,
} from './support/promql-arbitrary.js';

const config: CheckConfig = {
  // `_total` after each: the generator also writes `name(_total)?`.
  allow: new AllowList([...allowedNames, ...allowedNames.map((name) => `${name}_total`)]),
  maxQueryLength: 100_000,
  maxRangeMillis: 1e12,
  minStepMillis: 1_000,
  maxEvaluations: 1e12,
};
const runs = Number(process.env['FUZZ_RUNS'] ?? 2_000);

function passes(query: string): boolean {
  try {
    checkQuery(query, config);
    return true;
  } catch (error) {
    const code = expect.stringMatching(/^OBS_PROMAPI_(REFUSED|LIMIT)$/);
    expect(error).toMatchObject({ code });
    return false;
  }
}

describe('a generated query', () => {
  it('passes when it reads allowed families only', () => {
    fc.assert(
      fc.property(allowedQuery, gaps, (query, between) => {
        expect(passes(written(query, between))).toBe(true);
      }),
      { numRuns: runs },
    );
  });

  it('is refused when it reads any other, or could', () => {
    let others = 0;
    fc.assert(
      fc.property(anyQuery, gaps, (query, between) => {
        const outside = query.open || [...query.reads].some((name) => !config.allow.allows(name));
        if (outside) others += 1;
        // `alpha_total` and the like are allowed here, so both answers are right for some.
        if (outside) expect(passes(written(query, between))).toBe(false);
      }),
      { numRuns: runs },
    );
    expect(others).toBeGreaterThan(runs / 10);
  });

  it('never makes the check throw anything but a refusal, whatever is done to its text', () => {
    const query = fc.tuple(anyQuery, gaps).map(([one, between]) => written(one, between));
    fc.assert(
      fc.property(mutated(query), (text) => {
        passes(text);
      }),
      { numRuns: runs },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        passes(text);
      }),
      { numRuns: runs },
    );
  });
});
