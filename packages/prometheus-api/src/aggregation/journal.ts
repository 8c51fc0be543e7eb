import type { Clock } from '../clock.js';
import type { PrometheusApiErrorCode } from '../errors.js';
import type { Outcome } from './outcome.js';

/** An outcome with what it is for. */
export interface Finding {
  /** Tells it from all others. */
  readonly key: string;
  readonly subject: string;
  readonly outcome: Outcome;
}

/** Milliseconds for which a line is not repeated, when a server fails and recovers by turns. */
const quietMillis = 60_000;

/**
 * Writes what changes, not what is: one line when queries begin to fail with a code, one when none
 * fails any more, one for values that are missing, each of them once until they have come back. Its
 * memory is bounded by the number of values.
 */
export class Journal {
  readonly #log: (line: string) => void;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #failing = new Map<string, PrometheusApiErrorCode>();
  readonly #missing = new Map<string, Outcome['state']>();
  readonly #said = new Map<string, number>();

  constructor(log: (line: string) => void, clock: Pick<Clock, 'now'>) {
    this.#log = log;
    this.#clock = clock;
  }

  /** Takes the outcomes of one round. */
  note(findings: readonly Finding[]): void {
    this.#noteFailures(findings);
    this.#noteMissing(findings, 'no_series', (subjects) => {
      return `no series for ${subjects}: has the backend been scraped in the last 5 minutes, and are its families named so?`;
    });
    this.#noteMissing(findings, 'nan', (subjects) => {
      return `no number (NaN) for ${subjects}: mostly, nothing happened in the window.`;
    });
  }

  #noteFailures(findings: readonly Finding[]): void {
    const wasFailing = this.#failing.size > 0;
    for (const { key, subject, outcome } of findings) {
      if (outcome.state !== 'failed') {
        this.#failing.delete(key);
        continue;
      }
      // An open breaker repeats what opened it.
      const cause = outcome.error.cause;
      const isOpen = outcome.error.code === 'OBS_PROMAPI_CIRCUIT_OPEN';
      const error = isOpen && hasCode(cause) ? cause : outcome.error;
      const known = [...this.#failing.values()].includes(error.code);
      this.#failing.set(key, error.code);
      if (!known) this.#say(error.code, `${error.code} at ${subject}: ${error.message}`);
    }
    if (wasFailing && this.#failing.size === 0) {
      this.#say('recovered', 'Prometheus answers all queries again.');
    }
  }

  #noteMissing(
    findings: readonly Finding[],
    state: 'no_series' | 'nan',
    sentence: (subjects: string) => string,
  ): void {
    const news: string[] = [];
    for (const { key, subject, outcome } of findings) {
      if (outcome.state === state) {
        if (this.#missing.get(key) !== state) news.push(subject);
        this.#missing.set(key, state);
      } else if (outcome.state === 'value') {
        this.#missing.delete(key);
      }
    }
    const subjects = news.join(', ');
    if (news.length > 0) this.#say(`${state} ${subjects}`, sentence(subjects));
  }

  #say(key: string, line: string): void {
    const now = this.#clock.now();
    const before = this.#said.get(key);
    if (before !== undefined && now - before < quietMillis) return;
    if (this.#said.size >= 1_000) this.#said.clear();
    this.#said.set(key, now);
    try {
      this.#log(`obs: prometheus-api: ${line.replace(/[\r\n]+/g, ' ')}`);
    } catch {
      // A log that throws must not reach the application.
    }
  }
}

function hasCode(
  error: unknown,
): error is { readonly code: PrometheusApiErrorCode; readonly message: string } {
  return error instanceof Error && 'code' in error;
}
