import { relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BackendMissingError,
  type PrometheusServer,
  prometheus,
  startPrometheus,
} from '@obs-test/backends';
import { FleetError } from '../errors.ts';
import { type Fleet, startFleet } from '../fleet/fleet.ts';
import { drive } from '../traffic/drive.ts';
import type { DemoContract } from './contract.ts';
import { type DemoOptions, parseOptions, usage } from './options.ts';
import { table } from './report.ts';
import { type Survey, survey } from './survey.ts';

/** What the demo is given from outside this workspace. */
export interface DemoParts {
  /** Builds what is not built, and tells what it builds. Rejects when that fails. */
  build(signal: AbortSignal, log: (line: string) => void): Promise<void>;
  loadContract(): Promise<DemoContract>;
}

/**
 * The demo: see `usage`. Writes to stdout; ends every process it started before it resolves.
 *
 * @param args of the command line.
 * @returns the exit code: 0; 1 when something is not as it should be; 2 for a wrong command line;
 *   128 and the signal's number after SIGINT, SIGTERM or SIGHUP.
 */
export async function demo(args: readonly string[], parts: DemoParts): Promise<number> {
  let options: DemoOptions;
  try {
    options = parseOptions(args);
  } catch (error) {
    console.error((error as Error).message);
    return 2;
  }
  if (options.help) {
    console.log(usage);
    return 0;
  }
  const interrupt = onInterrupt();
  const run = new Run(options, interrupt.signal);
  try {
    return await Promise.race([run.show(parts), interrupt.happened]);
  } catch (error) {
    if (interrupt.signal.aborted) return await interrupt.happened;
    console.error(`\nThe demo failed: ${messageOf(error)}`);
    return 1;
  } finally {
    await run.end();
    interrupt.release();
  }
}

/** Longer than a scrape and the evaluation of rules, so that both have seen a round. */
const scrapedMillis = 1_300;
const pauseMillis = 2_000;

class Run {
  readonly #options: DemoOptions;
  readonly #signal: AbortSignal;
  readonly #begun = performance.now();
  #fleet: Promise<Fleet> | undefined;
  #prometheus: Promise<PrometheusServer> | undefined;

  constructor(options: DemoOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
  }

  async show({ build, loadContract }: DemoParts): Promise<number> {
    this.#say('building what is not built');
    await build(this.#signal, (line) => this.#say(`  ${line}`));
    const contract = await loadContract();
    this.#say('looking for a Prometheus');
    const { version, path } = await prometheus();
    this.#say(`Prometheus ${version} is ${relative(process.cwd(), path)}`);

    const fleet = await this.#startFleet();
    const server = await this.#startPrometheus(fleet, contract);
    const { rounds, once } = this.#options;
    for (let round = 1; round <= rounds; round++) await this.#drive(fleet, round);

    const jobs = [...fleet.jobs, contract.ownJob].map(({ name }) => name);
    const found = await survey(server, jobs, contract.queries);
    console.log(`\n${table(found.targets, found.queries)}\n`);
    const problems = [...found.problems, ...fleet.crashes];
    console.log(verdict(found, problems));
    if (!once) await this.#goOn(fleet, server);
    return problems.length === 0 ? 0 : 1;
  }

  /** Ends what was started, also what is still starting. Never rejects. */
  async end(): Promise<void> {
    if (this.#fleet === undefined) return;
    this.#say('ending every process');
    const server = await this.#prometheus?.catch(() => undefined);
    // First, so that no scrape is under way when the services end.
    await server?.stop();
    const fleet = await this.#fleet.catch(() => undefined);
    await fleet?.stop();
  }

  #startFleet(): Promise<Fleet> {
    this.#signal.throwIfAborted();
    this.#say('starting the services');
    this.#fleet = startFleet({ ports: 'usual', log: (line) => this.#say(`  ${line}`) });
    return this.#fleet;
  }

  async #startPrometheus(fleet: Fleet, contract: DemoContract): Promise<PrometheusServer> {
    this.#signal.throwIfAborted();
    this.#prometheus = startPrometheus({
      jobs: [...fleet.jobs, contract.ownJob],
      ruleFiles: [contract.recordingRulesFile],
      scrapeInterval: '1s',
    });
    const server = await this.#prometheus;
    this.#say(`Prometheus is on ${server.url}; it takes some seconds to find its targets`);
    const targets = await server.waitForTargets();
    this.#say(`${targets.length} targets are up`);
    return server;
  }

  async #drive(fleet: Fleet, round: number): Promise<void> {
    this.#signal.throwIfAborted();
    const begun = performance.now();
    const account = await drive(fleet, { round });
    const requests = account
      .flatMap(({ effects }) => effects)
      .filter(({ what }) => what === 'http').length;
    this.#say(
      `round ${round}: ${account.length} scenarios, ${requests} requests in ${seconds(begun)} s`,
    );
    await sleep(scrapedMillis, undefined, { signal: this.#signal });
  }

  async #goOn(fleet: Fleet, server: PrometheusServer): Promise<void> {
    console.log(`\nPrometheus  ${server.url}`);
    for (const { name, targets } of fleet.jobs)
      console.log(`${name.padEnd(20)}  http://${targets[0]}/metrics`);
    console.log('\nTraffic goes on. Ctrl-C ends everything.\n');
    for (let round = this.#options.rounds + 1; ; round++) {
      await this.#drive(fleet, round);
      await sleep(pauseMillis, undefined, { signal: this.#signal });
    }
  }

  #say(line: string): void {
    console.log(`${seconds(this.#begun).padStart(6)} s  ${line}`);
  }
}

function verdict({ targets, queries }: Survey, problems: readonly string[]): string {
  const count = queries.reduce(
    (sum, { query }) => sum + (query.asked === query.shipped ? 1 : 2),
    0,
  );
  if (problems.length === 0) {
    return `All ${targets.length} targets are up, all ${count} queries have an answer.`;
  }
  return [
    `${problems.length} of it is not as it should be:`,
    ...problems.map((line) => `- ${line}`),
  ].join('\n');
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}

/** With the way out, where the error has one. */
function messageOf(error: unknown): string {
  if (error instanceof BackendMissingError || error instanceof FleetError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

interface Interrupt {
  readonly signal: AbortSignal;
  /** Gives the exit code. */
  readonly happened: Promise<number>;
  release(): void;
}

const numbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** The first signal aborts; a second one ends this process at once, and the guard ends the services. */
function onInterrupt(): Interrupt {
  const abort = new AbortController();
  let resolve: (code: number) => void = () => {};
  const happened = new Promise<number>((done) => {
    resolve = done;
  });
  const listener = (name: NodeJS.Signals) => {
    const code = 128 + numbers[name as keyof typeof numbers];
    if (abort.signal.aborted) process.exit(code);
    abort.abort();
    resolve(code);
  };
  for (const name of Object.keys(numbers)) process.on(name, listener);
  return {
    signal: abort.signal,
    happened,
    release() {
      for (const name of Object.keys(numbers)) process.off(name, listener);
    },
  };
}
