import { relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BackendMissingError,
  type JaegerServer,
  jaeger,
  type PrometheusServer,
  present,
  prometheus,
  startJaeger,
  startPrometheus,
  WaitTimeoutError,
} from '@obs-test/backends';
import { type Fleet, startFleet } from '../fleet/fleet.ts';
import { drive } from '../traffic/drive.ts';
import type { DemoContract } from './contract.ts';
import type { DemoParts } from './demo.ts';
import type { DemoOptions } from './options.ts';
import { table } from './report.ts';
import { type Survey, survey } from './survey.ts';
import { followExemplar } from './trace.ts';
import { exemplarLine, traceReport } from './trace-report.ts';

/** Longer than a scrape and the evaluation of rules, so that both have seen a round. */
const scrapedMillis = 1_300;
const pauseMillis = 2_000;

/** One run of the demo: what it starts, and what it says meanwhile. */
export class Run {
  readonly #options: DemoOptions;
  readonly #signal: AbortSignal;
  readonly #begun = performance.now();
  #fleet: Promise<Fleet> | undefined;
  #prometheus: Promise<PrometheusServer> | undefined;
  #jaeger: Promise<JaegerServer> | undefined;

  constructor(options: DemoOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
  }

  /** @returns the exit code; without `--once` it never does. */
  async show({ build, loadContract, isCi }: DemoParts): Promise<number> {
    const { rounds, once } = this.#options;
    this.#say('building what is not built');
    await build(this.#signal, (line) => this.#say(`  ${line}`));
    const contract = await loadContract();
    const mustHave = once || isCi;
    const missing = await this.#findPrometheus();
    if (missing !== undefined && mustHave) throw missing;

    const traces = await this.#startJaeger();
    const fleet = await this.#startFleet(traces?.otlpHttpUrl);
    const server = missing === undefined ? await this.#startPrometheus(fleet, contract) : undefined;
    for (let round = 1; round <= rounds; round++) await this.#drive(fleet, round);

    const problems = server === undefined ? [] : await this.#survey(fleet, server, contract);
    if (server !== undefined && traces !== undefined) await this.#showTrace(fleet, server, traces);
    if (!once) await this.#goOn(fleet, server, traces);
    return problems.length === 0 ? 0 : 1;
  }

  /** Ends what was started, also what is still starting. */
  async end(): Promise<void> {
    if (this.#fleet === undefined && this.#jaeger === undefined) return;
    this.#say('ending every process');
    const server = await this.#prometheus?.catch(() => undefined);
    // First, so that no scrape is under way when the services end.
    await server?.stop();
    const fleet = await this.#fleet?.catch(() => undefined);
    for (const crash of fleet?.crashes ?? []) console.error(crash);
    await fleet?.stop();
    // Last: the services send it their last spans.
    await (await this.#jaeger?.catch(() => undefined))?.stop();
  }

  /** Why there is none. */
  async #findPrometheus(): Promise<BackendMissingError | undefined> {
    this.#say('looking for a Prometheus');
    try {
      const { version, path } = await prometheus();
      this.#say(`Prometheus ${version} is ${relative(process.cwd(), path)}`);
      return undefined;
    } catch (error) {
      if (!(error instanceof BackendMissingError)) throw error;
      this.#say(`there is none, so nobody answers queries. To get one: ${error.recipe}`);
      return error;
    }
  }

  /** What is asked for, or what is here without a build; undefined for none. */
  async #startJaeger(): Promise<JaegerServer | undefined> {
    const { traces } = this.#options;
    if (traces === false) return undefined;
    const backend = traces ? await jaeger() : await present('jaeger');
    if (backend === undefined) {
      this.#say('there is no Jaeger, so no trace is shown; --traces gets one, in minutes');
      return undefined;
    }
    this.#signal.throwIfAborted();
    this.#jaeger = startJaeger({ backend });
    const server = await this.#jaeger;
    this.#say(`Jaeger ${backend.version} is on ${server.url}`);
    return server;
  }

  #startFleet(tracesTo: string | undefined): Promise<Fleet> {
    this.#signal.throwIfAborted();
    this.#say('starting the services');
    this.#fleet = startFleet({
      ports: 'usual',
      log: (line) => this.#say(`  ${line}`),
      ...(tracesTo === undefined ? {} : { tracesTo }),
    });
    return this.#fleet;
  }

  async #startPrometheus(fleet: Fleet, contract: DemoContract): Promise<PrometheusServer> {
    this.#signal.throwIfAborted();
    this.#prometheus = startPrometheus({
      jobs: [...fleet.jobs, contract.ownJob],
      ruleFiles: [contract.recordingRulesFile],
      scrapeInterval: '1s',
      ...(this.#jaeger === undefined ? {} : { flags: ['--enable-feature=exemplar-storage'] }),
    });
    const server = await this.#prometheus;
    this.#say(`Prometheus is on ${server.url}; it takes some seconds to find its targets`);
    try {
      const targets = await server.waitForTargets();
      this.#say(`${targets.length} targets are up`);
    } catch (error) {
      // The table says which one is down, and why.
      if (!(error instanceof WaitTimeoutError)) throw error;
      this.#say(error.message);
    }
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

  /** Prints the table. @returns what is not as it should be */
  async #survey(
    fleet: Fleet,
    server: PrometheusServer,
    contract: DemoContract,
  ): Promise<readonly string[]> {
    const jobs = [...fleet.jobs, contract.ownJob].map(({ name }) => name);
    const found = await survey(server, jobs, contract.queries);
    const problems = [...found.problems, ...fleet.crashes];
    console.log(`\n${table(found.targets, found.queries)}\n`);
    console.log(verdict(found, problems));
    return problems;
  }

  async #showTrace(fleet: Fleet, server: PrometheusServer, traces: JaegerServer): Promise<void> {
    this.#signal.throwIfAborted();
    const { traceId, roots, series, exemplar } = await followExemplar(fleet, server, traces);
    console.log(`\n${traceReport(traceId, roots)}\n`);
    console.log(exemplarLine(series, exemplar));
    console.log(`curl ${traces.url}/api/traces/${traceId}`);
  }

  async #goOn(
    fleet: Fleet,
    server: PrometheusServer | undefined,
    traces: JaegerServer | undefined,
  ): Promise<void> {
    console.log(`\nPrometheus            ${server?.url ?? 'none'}`);
    console.log(`Jaeger                ${traces?.url ?? 'none'}`);
    for (const { name, targets } of fleet.jobs) {
      console.log(`${name.padEnd(20)}  http://${targets[0]}/metrics`);
    }
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
  if (problems.length > 0) {
    const lines = problems.map((problem) => `- ${problem}`);
    return ['Not everything is as it should be:', ...lines].join('\n');
  }
  const forms = queries.map(({ query }) => (query.asked === query.shipped ? 1 : 2));
  const count = forms.reduce<number>((sum, number) => sum + number, 0);
  return `All ${targets.length} targets are up, all ${count} queries have an answer.`;
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}
