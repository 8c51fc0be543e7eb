import diagnosticsChannel from 'node:diagnostics_channel';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { Duplex } from 'node:stream';
import { defaultFamilies } from '../default-families.js';
import { checkFamilies } from '../families.js';
import { methodNumber } from '../method.js';
import { checkLimit, type HttpServerOptions } from '../options.js';
import { clientClosedRequest, type Outcome, packOutcome, versionNumber } from '../outcome.js';
import { HttpRecorder } from '../recorder.js';
import { isFollowing, requestCame, requestEnded } from '../route/current.js';
import { nameFrameworkRoutes } from '../route/frameworks.js';
import { expectName, type Name } from '../route/named.js';
import { RouteResolver } from '../route/resolver.js';
import { RouteTable } from '../route/table.js';
import { Connection, type Exchange } from './connection.js';
import { onFirstWrite } from './first-write.js';
import { type Http2Exchange, type Http2Ledger, Http2Source } from './http2.js';
import { UpgradeWatch } from './upgrade.js';

/** Read once: what a bundle imports is behind a function. */
const clock = performance;

const ownRequest: unique symbol = Symbol.for('@obs/own-request') as never;
const ownServer: unique symbol = Symbol.for('@obs/own-server') as never;

const http2Version = versionNumber('2');

type Request = IncomingMessage & { readonly [ownRequest]?: boolean };

/** What Node publishes on `http.server.request.start` and `http.server.response.finish`. */
interface ServerMessage {
  readonly request: Request;
  readonly response: ServerResponse;
  readonly socket: Socket;
  readonly server: Server & { readonly [ownServer]?: boolean };
}

/**
 * Follows requests from start to end. Each handler catches what it throws: an error in a subscriber
 * would end the application as an uncaught exception.
 */
export class HttpServerWatch implements Http2Ledger {
  readonly #recorder: HttpRecorder;
  readonly #routes: RouteResolver;
  readonly #upgrades = new UpgradeWatch((request, socket) => this.#onUpgrade(request, socket));
  readonly #http2 = new Http2Source(this);
  /**
   * Beside the sockets, not on them: a property of ours would give them a shape of their own, which dies
   * with the last open connection, and all code of Node that was compiled for it would go too.
   */
  readonly #connections = new WeakMap<Socket, Connection>();
  readonly #onError: ((error: unknown) => void) | undefined;
  /** Never used: keeps the shape of connections, and the code compiled for it, while none is open. */
  readonly spare = new Connection(false);
  #lastServer: Server | undefined;
  #lastSocket: Socket | undefined;
  #lastConnection: Connection | undefined;
  #enabled = false;
  #open = 0;
  #stopNaming: (() => void) | undefined;

  /** @throws HttpInstrumentationError when families or limits are wrong. */
  constructor(options: HttpServerOptions) {
    const families = options.families ?? defaultFamilies;
    checkFamilies(families);
    const maxRoutes = checkLimit('maxRoutes', options.maxRoutes ?? 1_000);
    const maxPaths = checkLimit('maxPaths', options.maxPaths ?? 100);
    this.#recorder = new HttpRecorder(options.meter, families);
    this.#routes = new RouteResolver(new RouteTable(maxRoutes, maxPaths));
    this.#onError = options.onError;
  }

  start(): void {
    if (this.#enabled) return;
    this.#enabled = true;
    diagnosticsChannel.subscribe('http.server.request.start', this.#onStart);
    diagnosticsChannel.subscribe('http.server.response.finish', this.#onFinish);
    diagnosticsChannel.subscribe('tracing:net.server.listen:asyncStart', this.#onListen);
    this.#http2.start();
    this.#stopNaming = nameFrameworkRoutes((error) => this.fail(error));
  }

  stop(): void {
    if (!this.#enabled) return;
    this.#enabled = false;
    diagnosticsChannel.unsubscribe('http.server.request.start', this.#onStart);
    diagnosticsChannel.unsubscribe('tracing:net.server.listen:asyncStart', this.#onListen);
    this.#stopNaming?.();
    this.#upgrades.stop();
    this.#http2.stop();
    this.#lastServer = undefined;
    if (this.#open === 0) this.#stopFinish();
  }

  #stopFinish(): void {
    diagnosticsChannel.unsubscribe('http.server.response.finish', this.#onFinish);
  }

  /** Upgrades may be all that a server gets, so it is known from its first `listen()` on. */
  readonly #onListen = (message: unknown): void => {
    try {
      const { server } = message as { readonly server: unknown };
      this.#upgrades.watch(server);
      this.#http2.watch(server);
    } catch (error) {
      this.fail(error);
    }
  };

  readonly #onStart = (message: unknown): void => {
    try {
      const { request, response, socket, server } = message as ServerMessage;
      if (request[ownRequest] === true || server[ownServer] === true) return;
      if (server !== this.#lastServer) {
        this.#lastServer = server;
        this.#upgrades.watch(server);
      }
      const connection = this.#connectionOf(socket) ?? this.#connect(socket);
      requestCame(request);
      expectName(connection.begin(request, response, clock.now()));
      this.#begin(methodNumber(request.method), connection.secure);
    } catch (error) {
      this.fail(error);
    }
  };

  readonly #onFinish = (message: unknown): void => {
    try {
      const { request, response, socket } = message as ServerMessage;
      const connection = this.#connectionOf(socket);
      const exchange = connection?.find(request);
      if (connection === undefined || exchange === undefined) return;
      this.#endExchange(connection, exchange, response.statusCode, false);
    } catch (error) {
      this.fail(error);
    }
  };

  readonly #onClosed = watchClose((socket) => this.#onClose(socket));

  #onClose(socket: Socket): void {
    try {
      const connection = this.#connectionOf(socket);
      this.#lastSocket = undefined;
      this.#lastConnection = undefined;
      if (connection === undefined) return;
      for (const exchange of connection.open()) {
        if (exchange.response?.headersSent === true) {
          this.#endExchange(connection, exchange, exchange.response.statusCode, true);
        } else if (timedOut(socket)) {
          this.#endExchange(connection, exchange, 408, false);
        } else {
          this.#endExchange(connection, exchange, clientClosedRequest, true);
        }
      }
    } catch (error) {
      this.fail(error);
    }
  }

  #onUpgrade(request: Request, socket: Duplex): void {
    try {
      if (request[ownRequest] === true) return;
      const begun = clock.now();
      const secure = isSecure(socket);
      this.#begin(methodNumber(request.method), secure);
      onFirstWrite(socket, (status) => {
        try {
          const code = status ?? clientClosedRequest;
          this.#end(request, request.url ?? '', begun, code, secure, status === undefined);
        } catch (error) {
          this.fail(error);
        }
      });
    } catch (error) {
      this.fail(error);
    }
  }

  /** Most requests are answered before the next one of any connection comes. */
  #connectionOf(socket: Socket): Connection | undefined {
    if (socket === this.#lastSocket) return this.#lastConnection;
    const connection = this.#connections.get(socket);
    if (connection !== undefined) {
      this.#lastSocket = socket;
      this.#lastConnection = connection;
    }
    return connection;
  }

  #connect(socket: Socket): Connection {
    const connection = new Connection(isSecure(socket));
    this.#connections.set(socket, connection);
    socket.on('close', this.#onClosed);
    return connection;
  }

  #begin(method: number, secure: boolean): void {
    this.#open += 1;
    this.#recorder.moveActive(1, method, secure);
  }

  /** Called for the requests of HTTP/2. */
  begin({ stream, method, target, secure, isActive }: Http2Exchange): void {
    if (isFollowing()) requestCame({ method, url: target, stream } as unknown as IncomingMessage);
    if (isActive) this.#begin(methodNumber(method), secure);
    else this.#open += 1;
  }

  /** Called for the requests of HTTP/2. */
  end(exchange: Http2Exchange, status: number | undefined, isAborted: boolean): void {
    const { stream, target, begun, secure, isActive } = exchange;
    requestEnded(stream);
    const method = methodNumber(exchange.method);
    if (!this.#isOver(method, secure, isActive)) return;
    const code = status ?? clientClosedRequest;
    const aborted = isAborted || status === undefined;
    const outcome = packOutcome(code, method, secure, http2Version, aborted);
    this.#record(stream, target, code, outcome, begun);
  }

  #endExchange(connection: Connection, exchange: Exchange, status: number, aborted: boolean): void {
    const request = exchange.request as Request;
    const { target, begun, routeName } = exchange;
    connection.end(exchange);
    this.#end(request, target, begun, status, connection.secure, aborted, routeName);
  }

  #end(
    request: Request,
    target: string,
    begun: number,
    status: number,
    secure: boolean,
    aborted: boolean,
    routeName?: Name,
  ): void {
    requestEnded(request);
    const method = methodNumber(request.method);
    if (!this.#isOver(method, secure, true)) return;
    // Whoever answers on the application's port may only have marked the request after its start.
    if (request[ownRequest] === true) return;
    const version = isCommonVersion(request) ? 0 : versionNumber(request.httpVersion);
    const outcome = packOutcome(status, method, secure, version, aborted);
    this.#record(request, target, status, outcome, begun, routeName);
  }

  /** Takes a request from those in flight; true when it is to be recorded. */
  #isOver(method: number, secure: boolean, isActive: boolean): boolean {
    this.#open -= 1;
    if (isActive) this.#recorder.moveActive(-1, method, secure);
    if (this.#enabled) return true;
    if (this.#open === 0) this.#stopFinish();
    return false;
  }

  #record(
    request: object,
    target: string,
    status: number,
    outcome: Outcome,
    begun: number,
    routeName?: Name,
  ): void {
    const seconds = (clock.now() - begun) / 1000;
    const route = this.#routes.resolve(request, target, status, routeName);
    this.#recorder.record(route, outcome, seconds);
  }

  fail(error: unknown): void {
    try {
      this.#onError?.(error);
    } catch {
      // The reporter's own error has nobody to go to.
    }
  }
}

/** One listener for all sockets; a function a socket would be another constant in compiled code each. */
function watchClose(closed: (socket: Socket) => void): (this: Socket) => void {
  return function () {
    closed(this);
  };
}

/** 1.1, told by numbers: Node writes the version as a new string for each request. */
function isCommonVersion({ httpVersionMajor, httpVersionMinor }: Request): boolean {
  return httpVersionMajor === 1 && httpVersionMinor === 1;
}

function isSecure(socket: Duplex): boolean {
  return (socket as { encrypted?: boolean }).encrypted === true;
}

/** Node itself writes 408 on a connection whose request took too long, without a response object. */
function timedOut(socket: Socket): boolean {
  return (socket.errored as { code?: string } | null)?.code === 'ERR_HTTP_REQUEST_TIMEOUT';
}
