import { instruments } from '@obs/core';
import { executives as catalog } from '@obs/semconv';
import { clockOf, type RecorderOptions } from './shared/clock.js';
import { type Duration, secondsOf } from './shared/duration.js';
import { measure } from './shared/measure.js';
import { safely } from './shared/safely.js';
import { fail } from './shared/span.js';

export type { Clock, RecorderOptions } from './shared/clock.js';
export type { Duration } from './shared/duration.js';

export type Executive = (typeof catalog.metrics.analyses.labels.executive)[number];

/** What the work of an analysis is given, to say what an exception does not. */
export interface RunningAnalysis {
  /** The analysis ends in a failure although nothing is thrown. */
  fail(): void;
}

/** Recorders of the executives. None of them throws, whatever it is given. */
export interface Executives {
  /** Records an analysis that has ended. `failed` counts it as a failure as well. */
  recordAnalysis(analysis: { executive: Executive; failed?: boolean } & Duration): void;
  /**
   * Runs an analysis and records it at its end: a failure when it throws or says `fail()`.
   *
   * @returns what `work` gives; rejects with what it throws.
   */
  withAnalysis<T>(
    labels: { executive: Executive },
    work: (analysis: RunningAnalysis) => T | PromiseLike<T>,
  ): Promise<T>;
  /** States how far the executives agree: 0, not at all, to 1, fully. */
  recordConsensusScore(score: number): void;
}

/**
 * Makes recorders on the global meter. The series of all three executives exist at zero from here on.
 *
 * @throws RecorderError when an option is wrong.
 */
export function createExecutives(options: RecorderOptions = {}): Executives {
  const now = clockOf(options);
  const { analyses, analysisDuration, analysisFailures, consensusScore } = instruments(catalog);
  const record = (executive: Executive, failed: boolean, seconds: number) => {
    analyses.add(1, { executive });
    if (failed) analysisFailures.add(1, { executive });
    analysisDuration.record(seconds, { executive });
  };
  return Object.freeze<Executives>({
    recordAnalysis(analysis) {
      safely('executives.recordAnalysis', () => {
        record(analysis.executive, analysis.failed === true, secondsOf(analysis));
      });
    },
    withAnalysis(labels, work) {
      let told = false;
      const analysis: RunningAnalysis = {
        fail() {
          told = true;
        },
      };
      return measure(
        'executives.withAnalysis',
        now,
        () => work(analysis),
        ({ failed, seconds, open }) => {
          if (told && open !== undefined) fail(open, 'failed');
          record(labels.executive, failed || told, seconds);
        },
        () => ({
          name: `analysis ${labels.executive}`,
          attributes: { 'executives.executive': labels.executive },
        }),
      );
    },
    recordConsensusScore(score) {
      consensusScore.record(score);
    },
  });
}

/** Recorders with `performance.now` as their clock. */
export const executives: Executives = createExecutives();
