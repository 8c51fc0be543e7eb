import { ObsError } from '../errors.js';
import type { Log } from '../log.js';
import { reasonOf } from '../reason.js';

/**
 * A health check. Healthy is: it returns, or its promise resolves, to anything but `false`.
 * Unhealthy is: `false`, a throw, a rejection, or no answer in time.
 */
export type HealthCheck = () => unknown;

/** How one check is run. */
export interface HealthOptions {
  /** Milliseconds; the configured `healthTimeoutMillis` when not given. */
  readonly timeoutMillis?: number;
}

/** What the checks said. */
export interface HealthReport {
  readonly healthy: boolean;
  readonly checks: Readonly<Record<string, { readonly healthy: boolean; readonly millis: number }>>;
}

interface Entry {
  readonly check: HealthCheck;
  readonly timeoutMillis: number | undefined;
  healthy: boolean;
}

/** More checks than this are a loop that registers by mistake. */
const mostChecks = 1000;

/** The health checks of this process. */
export class HealthRegistry {
  timeoutMillis = 2000;
  readonly #entries = new Map<string, Entry>();
  readonly #log: Log;
  #running: Promise<HealthReport> | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  /**
   * Adds a check under a name; the same name again replaces it.
   *
   * @param check sync or async; it runs at every scrape and every request of `/health`, so it
   *   should take milliseconds. Runs that overlap are one run.
   * @returns takes the check away again.
   * @throws ObsError `OBS_HEALTH_CHECK` for an empty name, a check that is no function, a timeout
   *   that is none, or the 1,001st check.
   */
  register(name: string, check: HealthCheck, options?: HealthOptions): () => void {
    const full = this.#entries.size >= mostChecks && !this.#entries.has(name);
    if (typeof name !== 'string' || name === '' || typeof check !== 'function' || full) {
      throw new ObsError(
        'OBS_HEALTH_CHECK',
        full
          ? `There are ${mostChecks} health checks already.`
          : 'A health check needs a name and a function.',
        'Register each dependency once: health.register("database", () => db.ping()).',
      );
    }
    const timeoutMillis = options?.timeoutMillis;
    // Timers above 2^31 - 1 ms fire at once in Node.
    if (timeoutMillis !== undefined && !(timeoutMillis >= 1 && timeoutMillis < 2 ** 31)) {
      throw new ObsError(
        'OBS_HEALTH_CHECK',
        `The timeout of the health check "${name}" is ${reasonOf(timeoutMillis)}.`,
        'Give milliseconds from 1 to 2147483647, or leave it out.',
      );
    }
    const entry: Entry = { check, timeoutMillis, healthy: true };
    this.#entries.set(name, entry);
    return () => {
      if (this.#entries.get(name) === entry) this.#entries.delete(name);
    };
  }

  /** Runs every check at the same time; healthy when all are, also when there are none. Never rejects. */
  run(): Promise<HealthReport> {
    this.#running ??= this.#runAll().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #runAll(): Promise<HealthReport> {
    const results = await Promise.all(
      [...this.#entries].map(async ([name, entry]) => {
        const started = performance.now();
        const reason = await failure(entry.check, entry.timeoutMillis ?? this.timeoutMillis);
        this.#report(name, entry, reason);
        return [
          name,
          { healthy: reason === undefined, millis: performance.now() - started },
        ] as const;
      }),
    );
    return {
      healthy: results.every(([, { healthy }]) => healthy),
      checks: Object.fromEntries(results),
    };
  }

  /** Changes are worth a line, states are not: a check that stays down is silent. */
  #report(name: string, entry: Entry, reason: string | undefined): void {
    const healthy = reason === undefined;
    if (healthy === entry.healthy) return;
    entry.healthy = healthy;
    this.#log.info(`health check "${name}" ${healthy ? 'recovered' : `failed: ${reason}`}`);
  }
}

/** Why the check failed, or `undefined` when it did not. */
async function failure(check: HealthCheck, timeoutMillis: number): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer in ${timeoutMillis} ms`), timeoutMillis);
    timer.unref();
  });
  try {
    const answer = Promise.resolve(check()).then((value) =>
      value === false ? 'it returned false' : undefined,
    );
    return await Promise.race([answer, timeout]);
  } catch (error) {
    return reasonOf(error);
  } finally {
    clearTimeout(timer);
  }
}
