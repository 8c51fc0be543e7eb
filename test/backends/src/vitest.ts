import { describe, it } from 'vitest';
import { BackendMissingError } from './errors.ts';
import { isCi } from './host.ts';

/**
 * A `describe` whose tests need a backend, or several.
 *
 * `find` runs while tests are collected, which has no time limit, so the first run
 * may build for minutes. When it throws BackendMissingError:
 *
 * - under `CI` one failing test has the reasons and the recipe, and the rest is skipped;
 * - elsewhere all tests are skipped, and so counted; one line on stderr, and the
 *   group's name, say how to get it.
 *
 * Hooks inside `fn` do not run when its tests are skipped. Any other error fails
 * the file.
 *
 * @param find `prometheus`, or `async () => ({ a: await prometheus(), b: await collector() })`
 * @param fn gets a function that gives what `find` found; call it in hooks and
 *   tests, not while tests are collected: it throws when there is nothing
 */
export function describeWithBackend<T>(
  name: string,
  find: () => Promise<T>,
  fn: (backend: () => T) => void,
): void {
  describe(name, async () => {
    try {
      const found = await find();
      fn(() => found);
      return;
    } catch (error) {
      if (!(error instanceof BackendMissingError)) throw error;
      if (isCi()) {
        it(`has ${error.backend}`, () => {
          throw error;
        });
      } else {
        process.stderr.write(`[backends] SKIPPED ${name}: ${error.message}\n`);
      }
      // The reason is in the name: there is no such server here, and outside CI that is no failure.
      describe.skip(`without ${error.backend}; to get it: ${error.recipe}`, () => {
        fn(() => {
          throw error;
        });
      });
    }
  });
}
