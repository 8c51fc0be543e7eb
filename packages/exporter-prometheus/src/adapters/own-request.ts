import type { IncomingMessage } from 'node:http';

/**
 * Marks a request that is no traffic of the application: a scrape or a health check. HTTP
 * instrumentation that knows the mark does not count it. The same symbol in every copy of this
 * package: `Symbol.for('@obs/own-request')`.
 */
export const ownRequest: unique symbol = Symbol.for('@obs/own-request') as never;

/** Sets the mark. */
export function markOwnRequest(request: IncomingMessage): void {
  (request as IncomingMessage & { [ownRequest]?: true })[ownRequest] = true;
}
