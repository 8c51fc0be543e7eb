import { DiagLogLevel, diag } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { clauses } from './conformance/index.js';
import { engines } from './engines.js';

beforeEach(() => {
  const silent = () => {};
  diag.setLogger(
    { error: silent, warn: silent, info: silent, debug: silent, verbose: silent },
    DiagLogLevel.NONE,
  );
});
afterEach(() => diag.disable());

for (const engine of engines) {
  describe(`the specification, ${engine.name}`, () => {
    for (const clause of clauses) {
      const isKnownToFail = engine.isOfficial && clause.official !== undefined;
      const name = `${clause.feature} [${clause.source}]`;
      if (isKnownToFail) {
        it.fails(`${name}: official SDK fails: ${clause.official}`, () => clause.check(engine));
      } else {
        it(name, () => clause.check(engine));
      }
    }
  });
}
