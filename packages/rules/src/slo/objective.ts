import type { LabelDefinition } from '@obs/semconv';
import { RulesError } from '../errors.js';
import { minus, or, sum, times } from '../queries/combine.js';
import { withinRate } from '../queries/histogram.js';
import { type Counter, countRate, type Histogram, rate, type Where } from '../queries/select.js';
import type { Vector } from '../queries/vector.js';

type Labels = Readonly<Record<string, LabelDefinition>>;

/** What an objective is about: events per second in a window, and those of them that were bad. */
export interface Indicator {
  /** What a good event is, as a sentence. */
  readonly meaning: string;
  readonly events: (window: string) => Vector<never>;
  readonly bad: (window: string) => Vector<never>;
}

export interface ObjectiveInput {
  /** Lower case with dashes, unique among all systems: `jeeves-http-availability`. */
  readonly name: string;
  /** How many of a hundred events must be good, over 30 days: 99.5. */
  readonly percent: number;
  readonly of: Indicator;
  /**
   * Fewer events than this in an hour never raise a page, so that one error at night does not; 10.
   * Longer windows need as many an hour on average.
   */
  readonly least?: number;
}

/** A service level objective over 30 days. */
export interface Objective extends Required<ObjectiveInput> {}

/**
 * Declares an objective. Recording rules, error budget and burn-rate alerts follow from it.
 *
 * @throws RulesError `OBS_RULES_OBJECTIVE` for a name that is none, or a percentage that is not
 *   between 0 and 100: an objective of 100 leaves no budget to burn.
 */
export function objective(input: ObjectiveInput): Objective {
  const { name, percent } = input;
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new RulesError(
      'OBS_RULES_OBJECTIVE',
      `"${name}" is no name of an objective. Use lower-case words with dashes between them.`,
    );
  }
  if (!(percent > 0 && percent < 100)) {
    throw new RulesError(
      'OBS_RULES_OBJECTIVE',
      `${name}: ${percent} % is no objective. Give a number between 0 and 100; 100 would leave no error budget.`,
    );
  }
  return { ...input, least: input.least ?? 10 };
}

/** Good events are those of a counter that are no errors. */
export function successes<L extends Labels>(
  of: Counter<L>,
  errors: Where<L>,
  among?: Where<L>,
): Indicator {
  const events = (window: string) => sum(rate(of, window, among));
  return {
    meaning: `${of.prometheus} without an error`,
    events,
    // Without a single error there may be no series of errors; that is 0, not nothing.
    bad: (window) =>
      or(sum(rate(of, window, { ...among, ...errors } as Where<L>)), times(events(window), 0)),
  };
}

/**
 * Good events are those of a histogram that took at most so many seconds.
 *
 * @param seconds one of the family's buckets
 * @throws RulesError `OBS_RULES_BUCKET` for another, when rules are made of it
 */
export function faster<L extends Labels>(
  of: Histogram<L>,
  seconds: number,
  among?: Where<L>,
): Indicator {
  const events = (window: string) => sum(countRate(of, window, among));
  return {
    meaning: `${of.prometheus} of at most ${seconds} s`,
    events,
    bad: (window) => minus(events(window), sum(withinRate(of, seconds, window, among))),
  };
}
