import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Name, NamePlace } from '../route/named.js';

/** One request in flight. */
export class Exchange implements NamePlace {
  request: IncomingMessage | undefined = undefined;
  response: ServerResponse | undefined = undefined;
  /** The request target as it came; middleware may rewrite `request.url` later. */
  target = '';
  /** Milliseconds of the monotonic clock. */
  begun = 0;
  /** What the framework says of its route, as far as it was said at once. */
  routeName: Name | undefined = undefined;
}

/**
 * The requests in flight on one connection. Without pipelining there is at most one, so its place
 * is used again for every request of a kept-alive connection: no object is made for a request.
 */
export class Connection {
  readonly secure: boolean;
  readonly #single = new Exchange();
  #pipelined: Exchange[] | undefined = undefined;

  constructor(secure: boolean) {
    this.secure = secure;
  }

  begin(request: IncomingMessage, response: ServerResponse, begun: number): Exchange {
    let exchange = this.#single;
    if (exchange.request !== undefined) {
      exchange = new Exchange();
      this.#pipelined ??= [];
      this.#pipelined.push(exchange);
    }
    exchange.request = request;
    exchange.response = response;
    exchange.target = request.url ?? '';
    exchange.begun = begun;
    return exchange;
  }

  /** The exchange of a request, or undefined when it has ended already or was never begun. */
  find(request: IncomingMessage): Exchange | undefined {
    if (this.#single.request === request) return this.#single;
    return this.#pipelined?.find((exchange) => exchange.request === request);
  }

  /** Makes room for the next request and lets go of this one. */
  end(exchange: Exchange): void {
    exchange.request = undefined;
    exchange.response = undefined;
    exchange.routeName = undefined;
    if (this.#pipelined === undefined || exchange === this.#single) return;
    this.#pipelined = this.#pipelined.filter((other) => other !== exchange);
  }

  /** The exchanges that have not ended, oldest first. */
  open(): readonly Exchange[] {
    const exchanges = this.#single.request === undefined ? [] : [this.#single];
    return this.#pipelined === undefined ? exchanges : [...exchanges, ...this.#pipelined];
  }
}
