import type { PrometheusClient } from '../client/client.js';
import { type Clock, systemClock } from '../clock.js';
import { type Plan, queriesOf, type SectionName, sections, subjectsOf } from '../plan/plan.js';
import { Breaker } from './breaker.js';
import { Gate } from './gate.js';
import { Journal } from './journal.js';
import { judged } from './judge.js';
import { type AggregationConfig, type AggregationOptions, aggregationConfig } from './options.js';
import type { Section, View } from './outcome.js';
import { Round } from './round.js';
import { QueryRunner } from './runner.js';
import { Shelf } from './shelf.js';

/** Fetches and keeps the sections of a plan. */
export class Aggregator {
  readonly config: AggregationConfig;
  readonly plan: Plan;
  /** Shared with the proxy, so that both spare a server that does not answer. */
  readonly breaker: Breaker;
  readonly #shelves: Readonly<Record<SectionName, Shelf>>;
  readonly #abort = new AbortController();

  /** Throws `OBS_PROMAPI_INVALID_OPTION`. */
  constructor(
    client: Pick<PrometheusClient, 'query'>,
    plan: Plan,
    options: AggregationOptions = {},
  ) {
    const clock = options.clock ?? systemClock;
    const config = aggregationConfig(options);
    this.config = config;
    this.plan = plan;
    this.breaker = new Breaker({
      threshold: config.breakerThreshold,
      cooldownMillis: config.breakerCooldownMillis,
      clock,
    });
    const runner = new QueryRunner({
      client,
      breaker: this.breaker,
      // Bounded by the plan: a query waits at most once.
      gate: new Gate(config.maxConcurrentQueries, Number.POSITIVE_INFINITY),
      signal: this.#abort.signal,
    });
    const journal = new Journal(options.log ?? writeToStderr, clock);
    const shelfOf = (name: SectionName) => [name, this.#shelf(name, runner, journal, clock)];
    this.#shelves = Object.fromEntries(sections.map(shelfOf));
  }

  /** One section, waiting at most `budgetMillis`. Never rejects. */
  get(name: SectionName, budgetMillis: number): Promise<View> {
    return this.#shelves[name].get(budgetMillis);
  }

  /** One section if it needs no waiting. */
  kept(name: SectionName): View | undefined {
    return this.#shelves[name].kept();
  }

  /** Aborted by {@link close}. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Gives up whatever runs. Queries asked for afterwards fail. */
  close(): void {
    this.#abort.abort();
  }

  #shelf(name: SectionName, runner: QueryRunner, journal: Journal, clock: Clock): Shelf {
    const queries = queriesOf(this.plan, name);
    const subjects = subjectsOf(this.plan, name);
    const ask = async (promql: string, index: number) =>
      judged(this.plan, name, index, await runner.run(promql));
    return new Shelf({
      ...this.config,
      clock,
      startRound: () => new Round(queries, ask, clock),
      onRound: ({ outcomes }: Section) => {
        journal.note(
          outcomes.map((outcome, index) => ({
            outcome,
            key: `${name} ${index}`,
            subject: subjects[index]!,
          })),
        );
      },
    });
  }
}

function writeToStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
