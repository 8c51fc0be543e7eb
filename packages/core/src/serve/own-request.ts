/**
 * Marks a request that this project answers itself (a scrape, a health check) on the application's
 * port: HTTP instrumentation does not count it.
 */
export const ownRequest: unique symbol = Symbol.for('@obs/own-request') as never;
