import type { Attributes, ObservableCallback } from '@opentelemetry/api';
import { reasonOf } from '../reason.js';

/** A run that takes longer than this hangs. As long as a collection waits for callbacks. */
const hangsAfterMillis = 5000;

interface Run {
  readonly began: number;
  readonly found: Map<Attributes, number>;
  /** Resolves to whether the callback ended well. */
  readonly done: Promise<boolean>;
}

/**
 * The callback of an observable instrument for the engine. Collections that come together share one
 * run; while a run hangs, later collections go without its values and without waiting, so a callback
 * that never answers costs the first scrape its timeout and the others nothing. Never rejects.
 *
 * @param read hands every value to `found`; the last one of a series counts. When it throws or
 *   rejects, none of its values is used.
 * @param failed hears why there are no values.
 */
export function observations(
  read: (found: (attributes: Attributes, value: number) => void) => Promise<void>,
  failed: (how: string) => void,
): ObservableCallback {
  let run: Run | undefined;
  const begin = (): Run => {
    const found = new Map<Attributes, number>();
    const done = read((attributes, value) => void found.set(attributes, value)).then(
      () => true,
      (error: unknown) => {
        failed(`failed: ${reasonOf(error)}`);
        return false;
      },
    );
    const begun: Run = { began: performance.now(), found, done };
    void done.then(() => {
      if (run === begun) run = undefined;
    });
    return begun;
  };
  return async (result) => {
    if (run !== undefined && performance.now() - run.began >= hangsAfterMillis) {
      failed(`has not answered for ${hangsAfterMillis} ms`);
      return;
    }
    run ??= begin();
    const { done, found } = run;
    if (!(await done)) return;
    for (const [attributes, value] of found) result.observe(value, attributes);
  };
}
