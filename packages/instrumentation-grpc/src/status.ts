import { rpc } from '@obs/semconv';

/** The names of gRPC's status codes, each at the position of its code. */
const names = rpc.metrics.serverCallDuration.labels['rpc.status_code'];

/** A status code of gRPC: 0 to 16. */
export type StatusCode = number;

export const ok = 0;
export const cancelled = 1;
export const unknown = 2;
export const deadlineExceeded = 4;
export const unimplemented = 12;

/** The code as a gRPC client sees it: anything that is none of the 17 is UNKNOWN. */
export function statusCode(code: unknown): StatusCode {
  return typeof code === 'number' && names[code] !== undefined ? code : unknown;
}

/** The name of a code as the gRPC specification spells it. */
export function statusName(code: StatusCode): string {
  return names[code] as string;
}

/**
 * The codes that are a failure of the server itself; the others answer a request that the client
 * should not have made, or that it gave up.
 * Source: OpenTelemetry semantic conventions, rpc/grpc.md, `rpc.status_code` of the server span.
 */
const serverFailures: ReadonlySet<string> = new Set([
  'UNKNOWN',
  'DEADLINE_EXCEEDED',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
]);

/** Whether a call that ended with this code has failed, as its client or its server sees it. */
export function isFailure(side: 'server' | 'client', code: StatusCode): boolean {
  return code !== ok && (side === 'client' || serverFailures.has(statusName(code)));
}
