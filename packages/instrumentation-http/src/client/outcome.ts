import { methodNames } from '../method.js';
import { versions } from '../outcome.js';

/**
 * Everything but the server that tells one series from another, packed into an integer: status 0 to
 * 1023 (0: no answer), then method, protocol version (0: not known), and the number of the error.
 */
export type ClientOutcome = number;

const statusBits = 10;
const methodBits = 4;
const versionBits = 3;
const versionShift = statusBits + methodBits;
const errorShift = versionShift + versionBits;

/** Packs an outcome; `version` is a number of `versionNumber()`, or undefined. */
export function packClientOutcome(
  status: number,
  method: number,
  version: number | undefined,
  error: number,
): ClientOutcome {
  const code = status >= 100 && status <= 999 ? status | 0 : 0;
  const known = version === undefined ? 0 : version + 1;
  return code | (method << statusBits) | (known << versionShift) | (error << errorShift);
}

/** The dimensions of an outcome in words; what is not known is undefined. */
export function describeClientOutcome(outcome: ClientOutcome, errors: ErrorTypes) {
  const status = outcome & ((1 << statusBits) - 1);
  const version = (outcome >> versionShift) & ((1 << versionBits) - 1);
  const error = errors.name(outcome >> errorShift);
  return {
    method: methodNames[(outcome >> statusBits) & ((1 << methodBits) - 1)] as string,
    status: String(status),
    statusCode: status === 0 ? undefined : status,
    protocolVersion: version === 0 ? undefined : (versions[version - 1] as string),
    errorType: error ?? (status >= 400 ? String(status) : undefined),
  };
}

/** What an error is called when it has no code and no name of its own, or comes past the limit. */
const otherError = '_OTHER';

/** Kinds of errors told apart at most; the codes of Node and undici are some forty. */
const maxErrors = 50;

/** Numbers for kinds of errors. 0 is none. */
export class ErrorTypes {
  readonly #names: (string | undefined)[] = [undefined, otherError];
  readonly #numbers = new Map<string, number>([[otherError, 1]]);

  number(error: unknown): number {
    const name = errorName(error);
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    if (this.#names.length >= maxErrors) return 1;
    this.#numbers.set(name, this.#names.length);
    return this.#names.push(name) - 1;
  }

  name(number: number): string | undefined {
    return this.#names[number];
  }
}

/** The code where there is one (`ECONNREFUSED`); what aborted a request by name. */
function errorName(error: unknown): string {
  const { name, code, cause } = (error ?? {}) as {
    name?: unknown;
    code?: unknown;
    cause?: unknown;
  };
  if (name === 'AbortError') {
    const reason = (cause as { name?: unknown } | undefined)?.name;
    return reason === 'TimeoutError' ? reason : name;
  }
  if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,40}$/.test(code)) return code;
  const isOwn = typeof name === 'string' && name !== 'Error' && /^\w{1,40}$/.test(name);
  return isOwn ? name : otherError;
}
