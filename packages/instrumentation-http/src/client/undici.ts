import diagnosticsChannel from 'node:diagnostics_channel';
import { versionNumber } from '../outcome.js';
import { type ClientExchange, type ClientLedger, isExport } from './exchange.js';

/** The parts of undici 6 to 8 that matter here; the copy in Node and npm's publish the same. */
interface Request {
  readonly origin?: string | URL;
  readonly method: string;
  readonly upgrade?: unknown;
  /** Names and values in turn; a block of text in undici 5. */
  readonly headers?: readonly unknown[] | string;
}

interface Message {
  readonly request: Request;
  readonly response?: { readonly statusCode: number };
  readonly socket?: { readonly alpnProtocol?: string | false | null };
  readonly error?: unknown;
}

/**
 * Follows what `fetch` and undici send. Each redirect is a request of its own. A request ends with
 * its trailers, which undici publishes also where there are none, or with its error.
 */
export class UndiciSource {
  readonly #ledger: ClientLedger;
  readonly #exchanges = new WeakMap<object, ClientExchange>();
  readonly #handlers = {
    'undici:request:create': this.#guarded((message) => this.#onCreate(message)),
    'undici:client:sendHeaders': this.#guarded(({ request, socket }) => {
      const exchange = this.#exchanges.get(request);
      if (exchange !== undefined) {
        exchange.version = versionNumber(socket?.alpnProtocol === 'h2' ? '2' : '1.1');
      }
    }),
    'undici:request:headers': this.#guarded(({ request, response }) => {
      const exchange = this.#exchanges.get(request);
      if (exchange !== undefined) exchange.status = response?.statusCode ?? 0;
    }),
    'undici:request:trailers': this.#guarded(({ request }) => this.#end(request, undefined)),
    'undici:request:error': this.#guarded(({ request, error }) => this.#end(request, error ?? {})),
  };

  constructor(ledger: ClientLedger) {
    this.#ledger = ledger;
  }

  start(): void {
    for (const [name, handler] of Object.entries(this.#handlers)) {
      diagnosticsChannel.subscribe(name, handler);
    }
  }

  /** Requests that have begun are followed to their end with `ending`; `stop()` again ends that, too. */
  stop({ ending = false } = {}): void {
    for (const [name, handler] of Object.entries(this.#handlers)) {
      if (ending && name !== 'undici:request:create') continue;
      diagnosticsChannel.unsubscribe(name, handler);
    }
  }

  #onCreate({ request }: Message): void {
    const { origin, headers, upgrade, method } = request;
    if (origin === undefined || isExport(userAgentOf(headers))) return;
    // undici 8 publishes no end of an upgrade that succeeds: it would be in flight for ever.
    const isActive = !upgrade;
    const exchange = this.#ledger.begin(this.#ledger.originOfUrl(String(origin)), method, isActive);
    this.#exchanges.set(request, exchange);
  }

  #end(request: Request, error: unknown): void {
    const exchange = this.#exchanges.get(request);
    if (exchange === undefined) return;
    this.#exchanges.delete(request);
    this.#ledger.end(exchange, error);
  }

  #guarded(handle: (message: Message) => void): (message: unknown) => void {
    return (message) => {
      try {
        handle(message as Message);
      } catch (error) {
        this.#ledger.fail(error);
      }
    };
  }
}

function userAgentOf(headers: Request['headers']): unknown {
  if (typeof headers === 'string') return /^user-agent: (.*)$/im.exec(headers)?.[1];
  if (headers === undefined) return undefined;
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i];
    if (typeof name === 'string' && name.length === 10 && name.toLowerCase() === 'user-agent') {
      return headers[i + 1];
    }
  }
  return undefined;
}
