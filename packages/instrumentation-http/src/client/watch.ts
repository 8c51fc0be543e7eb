import { performance } from 'node:perf_hooks';
import { defaultClientFamilies } from '../default-families.js';
import { checkFamilies } from '../families.js';
import { methodNumber } from '../method.js';
import { checkLimit, type HttpClientOptions } from '../options.js';
import type { ClientExchange, ClientLedger } from './exchange.js';
import { NodeHttpSource } from './node-http.js';
import { type Origin, OriginTable } from './origin.js';
import { ErrorTypes, packClientOutcome } from './outcome.js';
import { HttpClientRecorder } from './recorder.js';
import { UndiciSource } from './undici.js';

/** Takes what the sources tell of, and records it. */
export class HttpClientWatch implements ClientLedger {
  readonly #recorder: HttpClientRecorder;
  readonly #origins: OriginTable;
  readonly #errors = new ErrorTypes();
  readonly #http = new NodeHttpSource(this);
  readonly #undici = new UndiciSource(this);
  readonly #onError: ((error: unknown) => void) | undefined;
  #enabled = false;
  #open = 0;

  /** @throws HttpInstrumentationError when families or limits are wrong. */
  constructor(options: HttpClientOptions) {
    const families = options.families ?? defaultClientFamilies;
    checkFamilies(families);
    this.#origins = new OriginTable(checkLimit('maxServers', options.maxServers ?? 100));
    this.#recorder = new HttpClientRecorder(options.meter, families, this.#errors);
    this.#onError = options.onError;
  }

  start(): void {
    if (this.#enabled) return;
    this.#enabled = true;
    this.#http.start();
    this.#undici.start();
  }

  stop(): void {
    if (!this.#enabled) return;
    this.#enabled = false;
    this.#http.stop();
    this.#undici.stop({ ending: this.#open > 0 });
  }

  origin(secure: boolean, address: string, port: number | undefined): Origin {
    return this.#origins.find(secure, address, port);
  }

  originOfUrl(url: string): Origin {
    return this.#origins.ofUrl(url);
  }

  begin(origin: Origin, method: string | undefined, isActive = true): ClientExchange {
    const number = methodNumber(method);
    if (isActive) {
      this.#open += 1;
      this.#recorder.moveActive(1, origin, number);
    }
    const begun = performance.now();
    return { origin, method: number, begun, isActive, version: undefined, status: 0 };
  }

  end(exchange: ClientExchange, error: unknown, origin = exchange.origin): void {
    const { method, begun, version, status } = exchange;
    if (exchange.isActive) {
      this.#open -= 1;
      this.#recorder.moveActive(-1, exchange.origin, method);
    }
    if (!this.#enabled) {
      if (this.#open === 0) this.#undici.stop();
      return;
    }
    const errorNumber = error === undefined ? 0 : this.#errors.number(error);
    const outcome = packClientOutcome(status, method, version, errorNumber);
    this.#recorder.record(origin, outcome, (performance.now() - begun) / 1000);
  }

  fail(error: unknown): void {
    try {
      this.#onError?.(error);
    } catch {
      // The reporter's own error has nobody to go to.
    }
  }
}
