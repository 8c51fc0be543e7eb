import { PrometheusApiError } from '../errors.js';
import { parseDuration } from './duration.js';

/** Milliseconds before 1970 and after 9999 are nobody's metrics. */
const maxTimeSeconds = 253_402_300_799;

/** A parameter that cannot be what was meant. */
export function badParameter(message: string): PrometheusApiError {
  return new PrometheusApiError('OBS_PROMAPI_BAD_QUERY', message);
}

/** Reads the parameters of a call. What it does not ask for is not sent on. */
export class Parameters {
  readonly #all: URLSearchParams;

  constructor(all: URLSearchParams) {
    this.#all = all;
  }

  /** Every value of a name. */
  list(name: string): readonly string[] {
    return this.#all.getAll(name);
  }

  /** The one value; two of them would leave it open which one Prometheus takes. */
  text(name: string): string | undefined {
    const values = this.#all.getAll(name);
    if (values.length > 1) throw badParameter(`${name} is there ${values.length} times.`);
    return values[0] === '' ? undefined : values[0];
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw badParameter(`${name} is missing.`);
    return value;
  }

  /** Seconds since the epoch, from a number or RFC 3339. */
  time(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const seconds = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text)
      ? Number(text)
      : /^\d{4}-\d{2}-\d{2}T/.test(text)
        ? Date.parse(text) / 1_000
        : Number.NaN;
    if (Math.abs(seconds) <= maxTimeSeconds) return seconds;
    throw badParameter(`${name} is no time: use seconds since 1970 or RFC 3339.`);
  }

  /** Milliseconds, from a duration or a number of seconds. */
  duration(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const millis = parseDuration(text);
    if (millis !== undefined && millis > 0) return millis;
    throw badParameter(`${name} is no duration above 0: use 15s or a number of seconds.`);
  }

  /** A whole number above zero, at most `most`. */
  limit(name: string, most: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!Number.isInteger(value) || value < 0) throw badParameter(`${name} is no whole number.`);
    return value === 0 ? undefined : Math.min(value, most);
  }
}
