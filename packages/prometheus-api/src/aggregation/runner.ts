import type { PrometheusClient } from '../client/client.js';
import type { QueryResult, Sample } from '../client/result.js';
import { PrometheusApiError } from '../errors.js';
import type { Breaker } from './breaker.js';
import type { Gate } from './gate.js';
import { failed, type Outcome } from './outcome.js';

export interface RunnerParts {
  readonly client: Pick<PrometheusClient, 'query'>;
  readonly breaker: Breaker;
  readonly gate: Gate;
  /** Gives up whatever runs. */
  readonly signal: AbortSignal;
}

/** Runs queries. One query text runs once at a time, whoever asks for it. */
export class QueryRunner {
  readonly #parts: RunnerParts;
  readonly #running = new Map<string, Promise<Outcome>>();

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  /** Never rejects: a failure is an outcome too. */
  run(promql: string): Promise<Outcome> {
    const running = this.#running.get(promql);
    if (running) return running;
    const outcome = this.#ask(promql).finally(() => this.#running.delete(promql));
    this.#running.set(promql, outcome);
    return outcome;
  }

  async #ask(promql: string): Promise<Outcome> {
    const { client, breaker, gate, signal } = this.#parts;
    try {
      // The breaker is asked when it is the query's turn: the ones that wait behind a dead server
      // then fail at once.
      return outcomeOf(await gate.run(() => breaker.run(() => client.query(promql, { signal }))));
    } catch (error) {
      return failed(error);
    }
  }
}

function outcomeOf(result: QueryResult): Outcome {
  if (result.type !== 'vector' && result.type !== 'scalar') {
    const text = `The query gave a ${result.type} where a vector was asked for.`;
    return failed(new PrometheusApiError('OBS_PROMAPI_MALFORMED', text));
  }
  if (result.type === 'scalar') {
    return ofSamples([{ labels: {}, time: result.time, value: result.value }]);
  }
  if (result.samples.length === 0) {
    return { state: 'no_series', nativeHistograms: result.skipped };
  }
  return ofSamples(result.samples);
}

function ofSamples(samples: readonly Sample[]): Outcome {
  return { state: samples.some(({ value }) => value === 'NaN') ? 'nan' : 'value', samples };
}
