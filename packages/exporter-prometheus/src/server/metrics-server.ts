import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  createServer as createTlsServer,
  type ServerOptions,
  type Server as TlsServer,
} from 'node:https';
import type { AddressInfo } from 'node:net';
import { Certificates, type ServerTlsOptions } from '../access/tls.js';
import { toNodeListener } from '../adapters/node.js';
import { invalidOption, serverClosed } from '../errors.js';
import { routed } from '../handler/routes.js';
import type { Handler } from '../handler/types.js';

export interface MetricsServerOptions {
  /** Path to handler; paths start with `/` and are compared whole. */
  readonly routes: Readonly<Record<string, Handler>>;
  /** Address to bind. Default `localhost`. */
  readonly host?: string;
  /** 0 chooses a free one. Default 9464. */
  readonly port?: number;
  /** Hears where the server listens. Default: nobody. */
  readonly log?: (line: string) => void;
  /** Hears, once, that the port is taken, and of changed certificates that cannot be used. Default: whoever `log` is. */
  readonly warn?: (line: string) => void;
  /** Milliseconds between tries while the port is taken. Default 5,000. */
  readonly retryMillis?: number;
  /** Serve HTTPS. Default: HTTP. */
  readonly tls?: ServerTlsOptions;
}

// An idle connection, or one whose reader has stopped reading, is closed after this.
const inactivityMillis = 60_000;

// How often certificate files are looked at.
const certificateMillis = 10_000;

/** Where a server listens. */
export interface ServerAddress {
  readonly url: string;
  readonly port: number;
}

/**
 * A small HTTP server for metrics and health. Never keeps the process alive. Requests are cut off
 * when their headers pass 16 KiB or take longer than 10 s; bodies are not read: the connection is
 * closed after the answer.
 */
export class MetricsServer {
  readonly #options: MetricsServerOptions;
  readonly #host: string;
  readonly #port: number;
  readonly #server: Server | TlsServer;
  #certificates: NodeJS.Timeout | undefined;
  #listening: Promise<ServerAddress> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  /** Throws `OBS_PROM_INVALID_OPTION` for a port, a path or a certificate that cannot be, and as `Secret` does. */
  constructor(options: MetricsServerOptions) {
    this.#options = options;
    this.#host = options.host ?? 'localhost';
    this.#port = options.port ?? 9464;
    if (!Number.isInteger(this.#port) || this.#port < 0 || this.#port > 65535) {
      throw invalidOption('port', `${this.#port} is no port`, 'Use 0 to 65535.');
    }
    for (const path of Object.keys(options.routes)) {
      if (!path.startsWith('/')) {
        throw invalidOption('routes', `${path} is no path`, `Write /${path}.`);
      }
    }
    this.#server = this.#create();
    this.#server.setTimeout(inactivityMillis, (socket) => socket.destroy());
    this.#server.unref();
    // A scraper keeps its connection open for the next scrape; that must not hold up the end either.
    this.#server.on('connection', (socket) => socket.unref());
  }

  #create(): Server | TlsServer {
    const limits = { maxHeaderSize: 16 * 1024, headersTimeout: 10_000, requestTimeout: 10_000 };
    const listener = withoutBodies(toNodeListener(routed(this.#options.routes)));
    if (this.#options.tls === undefined) return createServer(limits, listener);
    const certificates = new Certificates(this.#options.tls);
    const server = secureServer({ ...limits, ...certificates.options }, listener);
    this.#certificates = setInterval(
      () => this.#follow(certificates, server),
      certificateMillis,
    ).unref();
    return server;
  }

  /** Takes changed certificates. Between the change of one file and of the other they do not fit. */
  #follow(certificates: Certificates, server: TlsServer): void {
    if (!certificates.refresh()) return;
    try {
      server.setSecureContext(certificates.context);
    } catch (error) {
      const { message } = error as Error;
      (this.#options.warn ?? this.#options.log)?.(
        `The changed certificate or key cannot be used, so the one before stays: ${message}`,
      );
    }
  }

  /**
   * Starts listening. Resolves when it does, which, while another process has the port, may be
   * later: that is logged once and tried again in the background. The workers of a cluster do not share
   * it: one listens, and the others hear that it is taken. Rejects for any other reason, and
   * with `OBS_PROM_SERVER_CLOSED` after `close()`.
   */
  listen(): Promise<ServerAddress> {
    this.#listening ??= new Promise((resolve, reject) => this.#try(resolve, reject, false));
    return this.#listening;
  }

  #try(
    resolve: (address: ServerAddress) => void,
    reject: (error: Error) => void,
    told: boolean,
  ): void {
    if (this.#closed) {
      reject(serverClosed());
      return;
    }
    const server = this.#server;
    const onError = (error: NodeJS.ErrnoException) => {
      server.off('listening', onListening);
      if (error.code !== 'EADDRINUSE') return reject(error);
      if (!told) (this.#options.warn ?? this.#options.log)?.(this.#takenLine());
      this.#retry = setTimeout(
        () => this.#try(resolve, reject, true),
        this.#options.retryMillis ?? 5_000,
      ).unref();
    };
    const onListening = () => {
      server.off('error', onError);
      const address = this.#address();
      this.#options.log?.(
        `Metrics on ${address.url} (${Object.keys(this.#options.routes).join(', ')})`,
      );
      resolve(address);
    };
    server.once('error', onError);
    server.once('listening', onListening);
    // The workers of a cluster would share the port otherwise, and a scrape reach any one of them.
    server.listen({ host: this.#host, port: this.#port, exclusive: true });
  }

  #address(): ServerAddress {
    const { port, address, family } = this.#server.address() as AddressInfo;
    const host = family === 'IPv6' ? `[${address}]` : address;
    const scheme = this.#options.tls === undefined ? 'http' : 'https';
    return { url: `${scheme}://${host}:${port}`, port };
  }

  #takenLine(): string {
    return `Port ${this.#port} on ${this.#host} is taken, so metrics are not served yet; the application goes on and this is tried again every ${(this.#options.retryMillis ?? 5_000) / 1000} s. Stop the other process or choose another port.`;
  }

  /** Stops listening and cuts what is open; never rejects. Nothing happens the second time. */
  close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    clearInterval(this.#certificates);
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

function secureServer(options: ServerOptions, listener: Listener): TlsServer {
  try {
    return createTlsServer(options, listener);
  } catch (error) {
    const recipe = 'Give PEM texts, a key without passphrase, and the certificate of this key.';
    throw invalidOption('tls', `OpenSSL says "${(error as Error).message}"`, recipe);
  }
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** Closes the connection after the answer when the request has a body, which may never end. */
function withoutBodies(listener: Listener): Listener {
  return (request, response) => {
    const { headers } = request;
    if (headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0) {
      response.shouldKeepAlive = false;
      response.on('finish', () => request.socket.destroySoon());
    }
    listener(request, response);
  };
}
