import { subscribe, unsubscribe } from 'node:diagnostics_channel';

const listens = 'tracing:net.server.listen:asyncStart';
const ownServer = Symbol.for('@obs/own-server');

/**
 * Runs a function and marks every server that begins to listen meanwhile as our own. The exposition
 * marks each scrape itself, but only once the request has begun: the page would show itself as a
 * request in flight.
 */
export function markingOwnServers<Result>(run: () => Result): Result {
  const mark = (message: unknown): void => {
    const { server } = message as { readonly server: object };
    Object.defineProperty(server, ownServer, { value: true });
  };
  subscribe(listens, mark);
  try {
    return run();
  } finally {
    unsubscribe(listens, mark);
  }
}
