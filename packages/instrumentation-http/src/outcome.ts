import { methodNames } from './method.js';

/** What nginx calls "client closed request": the connection closed before anything was answered. */
export const clientClosedRequest = 499;

/**
 * Everything but the route that tells one series from another, packed into an integer: a key that a
 * Map finds without building a string. Status 0 to 1023, then method, scheme, version, aborted.
 */
export type Outcome = number;

const statusBits = 10;
const methodBits = 4;
const secureBit = 1 << (statusBits + methodBits);
const abortedBit = secureBit << 1;
const versionShift = statusBits + methodBits + 2;

/** Protocol versions by their number. */
export const versions = ['1.1', '1.0', '2', '3'] as const;

/** The number of a protocol version as Node writes it (`1.1`, `1.0`, `2.0`). */
export function versionNumber(httpVersion: string): number {
  if (httpVersion === '1.1') return 0;
  const index = versions.indexOf(httpVersion.replace(/^([23])\.0$/, '$1') as '2');
  return Math.max(index, 0);
}

/** Packs an outcome; a status that is no three-digit number is stored as 0. */
export function packOutcome(
  status: number,
  method: number,
  secure: boolean,
  version: number,
  aborted: boolean,
): Outcome {
  const code = status >= 100 && status <= 999 ? status | 0 : 0;
  return (
    code |
    (method << statusBits) |
    (secure ? secureBit : 0) |
    (aborted ? abortedBit : 0) |
    (version << versionShift)
  );
}

/** The status code in an outcome. */
export function statusOf(outcome: Outcome): number {
  return outcome & ((1 << statusBits) - 1);
}

/** The dimensions of an outcome in words; what is not known is undefined. */
export function describeOutcome(outcome: Outcome) {
  const status = statusOf(outcome);
  const aborted = (outcome & abortedBit) !== 0;
  return {
    method: methodNames[(outcome >> statusBits) & ((1 << methodBits) - 1)] as string,
    status: String(status),
    statusCode: aborted && status === clientClosedRequest ? undefined : status,
    scheme: (outcome & secureBit) !== 0 ? 'https' : 'http',
    protocolVersion: versions[outcome >> versionShift] as string,
    errorType: aborted ? 'aborted' : status >= 500 ? String(status) : undefined,
  };
}
