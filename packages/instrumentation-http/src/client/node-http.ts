import diagnosticsChannel from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { versionNumber } from '../outcome.js';
import { type ClientExchange, type ClientLedger, isExport } from './exchange.js';

type Request = ClientRequest & {
  readonly res?: IncomingMessage | null;
  readonly socketPath?: string;
};

/**
 * Follows what `node:http` and `node:https` send. A request begins when it is made and ends with its
 * own `close` event, which comes after the end of the response, an error, an abort, or an upgrade.
 */
export class NodeHttpSource {
  readonly #ledger: ClientLedger;
  /** What went wrong, between the channel that says it and the end of the request. */
  readonly #errors = new WeakMap<object, unknown>();
  /** Requests whose port is not known before they have a connection. */
  readonly #ports = new WeakMap<object, number | undefined>();

  constructor(ledger: ClientLedger) {
    this.#ledger = ledger;
  }

  start(): void {
    diagnosticsChannel.subscribe('http.client.request.created', this.#onCreated);
    diagnosticsChannel.subscribe('http.client.request.error', this.#onError);
    diagnosticsChannel.subscribe('http.client.response.finish', this.#onResponse);
  }

  stop(): void {
    diagnosticsChannel.unsubscribe('http.client.request.created', this.#onCreated);
    diagnosticsChannel.unsubscribe('http.client.request.error', this.#onError);
    diagnosticsChannel.unsubscribe('http.client.response.finish', this.#onResponse);
  }

  readonly #onCreated = (message: unknown): void => {
    try {
      const { request } = message as { readonly request: Request };
      if (isExport(request.getHeader('user-agent'))) return;
      const secure = request.protocol === 'https:';
      const isSocket = typeof request.socketPath === 'string';
      const address = isSocket ? (request.socketPath as string) : request.host;
      const port = isSocket ? undefined : portOf(request, secure);
      const origin = this.#ledger.origin(secure, address, port);
      const exchange = this.#ledger.begin(origin, request.method);
      if (!isSocket && port === undefined) this.#ports.set(request, undefined);
      request.once('close', () => this.#onClose(request, exchange));
    } catch (error) {
      this.#ledger.fail(error);
    }
  };

  readonly #onError = (message: unknown): void => {
    const { request, error } = message as { readonly request: object; readonly error: unknown };
    this.#errors.set(request, error);
  };

  readonly #onResponse = (message: unknown): void => {
    const { request } = message as { readonly request: Request };
    if (this.#ports.has(request)) this.#ports.set(request, request.socket?.remotePort);
  };

  #onClose(request: Request, exchange: ClientExchange): void {
    try {
      let { origin } = exchange;
      if (this.#ports.has(request)) {
        const { secure, address } = origin;
        const known = this.#ports.get(request) ?? request.socket?.remotePort;
        const port = known ?? defaultPort(request, secure);
        origin = this.#ledger.origin(secure, address, port);
      }
      const response = request.res ?? undefined;
      let failed: unknown;
      if (response === undefined) {
        failed = this.#errors.get(request) ?? connectionClosed;
      } else {
        exchange.status = response.statusCode ?? 0;
        exchange.version = versionNumber(response.httpVersion);
        if (!response.complete) failed = response.errored ?? connectionClosed;
      }
      this.#ledger.end(exchange, failed, origin);
    } catch (error) {
      this.#ledger.fail(error);
    }
  }
}

/** What Node itself says when a connection closes before the end of a response. */
const connectionClosed = { code: 'ECONNRESET' };

/**
 * The port that a request was meant for, as far as its `Host` header says it: Node keeps it nowhere
 * else. Undefined where the application wrote a header of its own, for another host.
 */
function portOf(request: Request, secure: boolean): number | undefined {
  const header = request.getHeader('host');
  if (typeof header !== 'string') return undefined;
  const [, host, port] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(header) ?? [];
  if (host !== request.host) return undefined;
  return port === undefined ? defaultPort(request, secure) : Number(port);
}

function defaultPort(request: Request, secure: boolean): number {
  return (
    (request as { agent?: { defaultPort?: number } }).agent?.defaultPort ?? (secure ? 443 : 80)
  );
}
