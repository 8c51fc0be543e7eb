import type { Origin } from './origin.js';

/** One request that was sent and has not ended. */
export interface ClientExchange {
  readonly origin: Origin;
  /** A number of `methodNumber()`. */
  readonly method: number;
  /** Milliseconds of the monotonic clock. */
  readonly begun: number;
  /** A number of `versionNumber()`, as far as it is known. */
  version: number | undefined;
  /** Whether it was added to the requests in flight. */
  readonly isActive: boolean;
  /** 0 as long as no answer came. */
  status: number;
}

/** Where the sources of requests tell what happens; nothing here throws. */
export interface ClientLedger {
  /** The server of a request, within the limit. */
  origin(secure: boolean, address: string, port: number | undefined): Origin;
  originOfUrl(url: string): Origin;
  begin(origin: Origin, method: string | undefined, isActive?: boolean): ClientExchange;
  /**
   * `error` is undefined where nothing went wrong but the status. `origin`: where the request went,
   * when that was not known at its beginning.
   */
  end(exchange: ClientExchange, error: unknown, origin?: Origin): void;
  fail(error: unknown): void;
}

/** How OTLP exporters call themselves; source: opentelemetry specification, protocol/exporter.md, "User Agent". */
const exporter = /^OTel-OTLP-Exporter/i;

/** Whether a request is an export of telemetry, which is no request of the application. */
export function isExport(userAgent: unknown): boolean {
  return typeof userAgent === 'string' && exporter.test(userAgent);
}
