import type { Meter } from '@opentelemetry/api';
import { HttpInstrumentationError } from './errors.js';
import type { HttpClientFamilies, HttpServerFamilies } from './families.js';

/** What {@link instrumentHttpServer} takes. */
export interface HttpServerOptions {
  /** Makes the instruments; any meter of the OpenTelemetry API. */
  readonly meter: Meter;
  /** What is recorded, under which names and labels; `defaultFamilies` when not given. */
  readonly families?: HttpServerFamilies;
  /** Route templates of frameworks, recorded at most; further ones are `unmatched`. 1,000 when not given. */
  readonly maxRoutes?: number;
  /** Routes guessed from paths, recorded at most; further ones are `unmatched`. 100 when not given. */
  readonly maxPaths?: number;
  /** Called with an error inside the instrumentation; without it errors stay silent. */
  readonly onError?: (error: unknown) => void;
}

/** What {@link instrumentHttpClient} takes. */
export interface HttpClientOptions {
  /** Makes the instruments; any meter of the OpenTelemetry API. */
  readonly meter: Meter;
  /** What is recorded, under which names and labels; `defaultClientFamilies` when not given. */
  readonly families?: HttpClientFamilies;
  /** Servers recorded by address and port, at most; further ones are `_OTHER`. 100 when not given. */
  readonly maxServers?: number;
  /** Called with an error inside the instrumentation; without it errors stay silent. */
  readonly onError?: (error: unknown) => void;
}

const maxLimit = 10_000;

/** Throws an HttpInstrumentationError unless a limit is a whole number from 0 to 10,000. */
export function checkLimit(name: 'maxRoutes' | 'maxPaths' | 'maxServers', value: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= maxLimit) return value;
  throw new HttpInstrumentationError(
    'OBS_HTTP_LIMIT',
    `${name} is ${value}.`,
    `Give a whole number from 0 to ${maxLimit}: how many does the application have at most?`,
  );
}
