import type { Clock } from '../clock.js';
import type { Section, View } from './outcome.js';
import type { Round } from './round.js';

export interface ShelfOptions {
  /** Milliseconds for which an answer is given without asking again. */
  readonly freshMillis: number;
  /** Milliseconds up to which an older answer is given while a new one is fetched. */
  readonly maxAgeMillis: number;
  /** Milliseconds before a failed round is tried again. */
  readonly retryMillis: number;
  readonly clock: Clock;
  readonly startRound: () => Round;
  /** Hears of every finished round, and once of one that has kept a caller waiting too long. */
  readonly onRound: (section: Section) => void;
}

/**
 * Keeps the answers of one section: at most two of them, and one round under way, however many
 * callers there are. A failed round does not displace a complete answer that is still young enough.
 */
export class Shelf {
  readonly #options: ShelfOptions;
  #good: Section | undefined;
  #last: Section | undefined;
  #finishedAt = 0;
  #lateRound: Round | undefined;
  #round: Round | undefined;

  constructor(options: ShelfOptions) {
    this.#options = options;
  }

  /**
   * Gives what is kept, or waits at most `budgetMillis` for what is under way. Never rejects.
   */
  async get(budgetMillis: number): Promise<View> {
    return this.kept() ?? this.#wait(this.#round ?? this.#start(), budgetMillis);
  }

  /** The answer that needs no waiting, if there is one; starts a round when it is due. */
  kept(): View | undefined {
    const { freshMillis, maxAgeMillis, retryMillis } = this.#options;
    const good = this.#good;
    if (good && this.#age(good) < freshMillis) return this.#view(good);
    const resting = this.#last?.complete === false && this.#sinceRound() < retryMillis;
    if (!this.#round && !resting) this.#start();
    if (good && this.#age(good) < maxAgeMillis) return this.#view(good);
    return !this.#round && this.#last ? this.#view(this.#last) : undefined;
  }

  #start(): Round {
    const round = this.#options.startRound();
    this.#round = round;
    const finished = round.done.then((section) => {
      this.#round = undefined;
      this.#last = section;
      this.#finishedAt = this.#options.clock.now();
      if (section.complete) this.#good = section;
      this.#options.onRound(section);
    });
    // Nobody waits for it: what a listener throws would end the host application.
    finished.catch(() => {});
    return round;
  }

  async #wait(round: Round, budgetMillis: number): Promise<View> {
    let callOff = () => {};
    const late = new Promise<undefined>((resolve) => {
      callOff = this.#options.clock.after(budgetMillis, () => resolve(undefined));
    });
    const whole = await Promise.race([round.done, late]);
    callOff();
    if (whole) return this.#view(whole);
    const section = round.sofar(budgetMillis);
    if (this.#lateRound !== round) this.#options.onRound(section);
    this.#lateRound = round;
    return this.#view(section);
  }

  #sinceRound(): number {
    return this.#options.clock.now() - this.#finishedAt;
  }

  #age(section: Section): number {
    return this.#options.clock.now() - section.at;
  }

  #view(section: Section): View {
    const ageMillis = Math.max(0, this.#age(section));
    return { section, ageMillis, stale: ageMillis >= this.#options.freshMillis };
  }
}
