import { IncomingMessage, Server, ServerResponse } from 'node:http';
import { context } from '@opentelemetry/api';
import { type OpenRequest, openRequestOf } from './open-request.js';

type Emit = (this: object, event: string | symbol, ...args: unknown[]) => boolean;
type Emitter = { emit: Emit };

/** Marks an `emit` of ours, so that one is never put around another. */
const ours = Symbol('obs.http.emit');

/**
 * Makes the span of a request the active one while a server hands the request to the application, and
 * while request and response tell of their events: Node tells of those from the connection, where no
 * span is active. `emit` is all that is replaced, and only where a request is at hand.
 */
export class ActiveSpans {
  readonly #restores: (() => void)[] = [];
  readonly #onClose: (open: OpenRequest, response: ServerResponse) => void;
  #lastServer: object | undefined;

  /** @param onClose called when a response is closed, before the application hears of it. */
  constructor(onClose: (open: OpenRequest, response: ServerResponse) => void) {
    this.#onClose = onClose;
  }

  start(): void {
    this.#wrap(Server.prototype, emitOfServer);
    this.#wrap(IncomingMessage.prototype, emitOfRequest);
    this.#wrap(ServerResponse.prototype, emitOfResponse(this.#onClose));
  }

  stop(): void {
    for (const restore of this.#restores.splice(0)) restore();
    this.#lastServer = undefined;
  }

  /**
   * A server that is about to emit a request. Those of `node:https` are not wrapped before there is
   * one, since that would load TLS; a server whose own `emit` somebody has replaced is wrapped itself.
   */
  heed(server: object): void {
    if (server === this.#lastServer) return;
    this.#lastServer = server;
    const { emit } = server as Emitter;
    if ((emit as { [ours]?: true })[ours] === true) return;
    const owner = Object.hasOwn(server, 'emit') ? server : Object.getPrototypeOf(server);
    this.#wrap(owner, emitOfServer);
  }

  #wrap(owner: object, make: (original: Emit) => Emit): void {
    const { emit: original } = owner as Emitter;
    const had = Object.getOwnPropertyDescriptor(owner, 'emit');
    const emit = make(original);
    Object.defineProperty(emit, ours, { value: true });
    Object.defineProperty(owner, 'emit', {
      value: emit,
      writable: true,
      configurable: true,
      enumerable: had?.enumerable ?? false,
    });
    this.#restores.push(() => {
      // Somebody wrapped it since: theirs stays, and ours below it finds no open requests.
      if ((owner as Emitter).emit !== emit) return;
      if (had === undefined) delete (owner as Partial<Emitter>).emit;
      else Object.defineProperty(owner, 'emit', had);
    });
  }
}

function emitOfServer(original: Emit): Emit {
  return function emit(event, ...args) {
    const [request] = args;
    const open =
      typeof request === 'object' && request !== null ? openRequestOf(request) : undefined;
    if (open === undefined) return original.call(this, event, ...args);
    const finish = listenersOf(args[1], 'finish');
    // A list has others in it, or may have them later.
    if (typeof finish === 'function') open.nodeFinish ??= finish;
    return context.with(open.context, original, this, event, ...args);
  };
}

function emitOfRequest(original: Emit): Emit {
  return function emit(event, ...args) {
    const open = openRequestOf(this);
    const wanted =
      open !== undefined &&
      hasListeners(this, event) &&
      (event !== 'end' || listenersOf(this, event) !== nodeEnd);
    return wanted
      ? inContext(open, original, this, event, args)
      : original.call(this, event, ...args);
  };
}

/**
 * The function with which Node ends a request whose body nobody has read, always the same one. Node
 * adds it while it handles a response's `finish`, where it is seen when nobody else listens.
 */
let nodeEnd: unknown;

function endOfNode(request: object): unknown {
  const listener = listenersOf(request, 'end');
  return (listener as { readonly name?: unknown } | undefined)?.name === 'clearIncoming'
    ? listener
    : undefined;
}

function emitOfResponse(
  onClose: (open: OpenRequest, response: ServerResponse) => void,
): (original: Emit) => Emit {
  return (original) =>
    function emit(event, ...args) {
      const open = openRequestOf(this);
      if (open === undefined) return original.call(this, event, ...args);
      if (event === 'close') onClose(open, this as ServerResponse);
      // Most applications do not listen: Node's own listener needs no context.
      if (event === 'finish' && listenersOf(this, event) === open.nodeFinish) {
        const had = original.call(this, event, ...args);
        if (nodeEnd === undefined) nodeEnd = endOfNode(open.request);
        return had;
      }
      return hasListeners(this, event)
        ? inContext(open, original, this, event, args)
        : original.call(this, event, ...args);
    };
}

/** Entering a context takes 0.2 µs, asking for it a tenth of that; most events come inside it. */
function inContext(
  open: OpenRequest,
  original: Emit,
  emitter: object,
  event: string | symbol,
  args: unknown[],
): boolean {
  if (context.active() === open.context) return original.call(emitter, event, ...args);
  return context.with(open.context, original, emitter, event, ...args);
}

/** Events that nobody listens to are most of them; an `error` without listener throws. */
function hasListeners(emitter: object, event: string | symbol): boolean {
  const { _events } = emitter as WithEvents;
  return _events === undefined || _events[event] !== undefined;
}

/** A function if it is one, or a list. */
function listenersOf(emitter: unknown, event: string): unknown {
  return (emitter as WithEvents | undefined)?._events?.[event];
}

interface WithEvents {
  readonly _events?: Record<string | symbol, unknown>;
}
