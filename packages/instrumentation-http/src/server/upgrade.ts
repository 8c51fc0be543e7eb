import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

type OnUpgrade = (request: IncomingMessage, socket: Duplex) => void;

const events = ['upgrade', 'connect'] as const;
type UpgradeEvent = (typeof events)[number];

/**
 * Sees the upgrades of HTTP servers. Node publishes nothing for them on any channel, and a listener
 * for `upgrade` changes how a server answers that has none; so ours is there exactly as long as the
 * application has one.
 */
export class UpgradeWatch {
  readonly #onUpgrade: OnUpgrade;
  readonly #servers = new Set<WeakRef<Server>>();
  readonly #known = new WeakSet<Server>();

  constructor(onUpgrade: OnUpgrade) {
    this.#onUpgrade = onUpgrade;
  }

  /** Watches a server; anything that is no HTTP/1 server, and a server that is known, is left alone. */
  watch(server: unknown): void {
    if (!isHttpServer(server) || this.#known.has(server)) return;
    this.#known.add(server);
    this.#servers.add(new WeakRef(server));
    server.on('newListener', this.#onNewListener);
    server.on('removeListener', this.#onRemoveListener);
    for (const event of events) {
      if (server.listenerCount(event) > 0) server.prependListener(event, this.#onUpgrade);
    }
  }

  /** Takes every listener of ours away. */
  stop(): void {
    for (const reference of this.#servers) {
      const server = reference.deref();
      if (server === undefined) continue;
      server.removeListener('newListener', this.#onNewListener);
      server.removeListener('removeListener', this.#onRemoveListener);
      for (const event of events) server.removeListener(event, this.#onUpgrade);
      this.#known.delete(server);
    }
    this.#servers.clear();
  }

  readonly #onNewListener = watchListeners((server, event, listener) => {
    if (listener === this.#onUpgrade || server.listeners(event).includes(this.#onUpgrade)) return;
    server.prependListener(event, this.#onUpgrade);
  });

  readonly #onRemoveListener = watchListeners((server, event, listener) => {
    if (listener === this.#onUpgrade) return;
    const left = server.listeners(event);
    if (left.length === 1 && left[0] === this.#onUpgrade) {
      server.removeListener(event, this.#onUpgrade);
    }
  });
}

/** A listener for `newListener` and `removeListener` that sees the upgrade events only. */
function watchListeners(
  seen: (server: Server, event: UpgradeEvent, listener: unknown) => void,
): (this: Server, event: string | symbol, listener: unknown) => void {
  return function (event, listener) {
    if (event === 'upgrade' || event === 'connect') seen(this, event, listener);
  };
}

/** `instanceof` would need node:http loaded, and would miss a copy of it. */
function isHttpServer(server: unknown): server is Server {
  return (
    typeof server === 'object' &&
    server !== null &&
    'maxRequestsPerSocket' in server &&
    'headersTimeout' in server
  );
}
