import type { Meter, MeterProvider } from '@opentelemetry/api';
import { GrpcInstrumentationError } from './errors.js';
import type { GrpcFamilies } from './families.js';

/** What every way of recording takes. */
export interface GrpcOptions {
  /** Makes the instruments; any meter of the OpenTelemetry API. */
  readonly meter: Meter;
  /**
   * Whose meter it is; the global provider when not given. Of two recorders that see one call and
   * would record the same family with the same provider, the first one does.
   */
  readonly meterProvider?: MeterProvider;
  /** What is recorded, under which names and labels; `defaultFamilies` when not given. */
  readonly families?: GrpcFamilies;
  /** Methods of each side that are recorded by name; further ones are `_OTHER`. 200 when not given. */
  readonly maxMethods?: number;
  /** Targets of clients that are recorded with their address; further ones without. 100 when not given. */
  readonly maxTargets?: number;
  /** Called with errors inside the instrumentation; without it they stay silent. */
  readonly onError?: (error: unknown) => void;
}

const maxLimit = 10_000;

/** Throws a GrpcInstrumentationError unless a limit is a whole number from 0 to 10,000. */
export function checkLimit(name: 'maxMethods' | 'maxTargets', value: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= maxLimit) return value;
  throw new GrpcInstrumentationError(
    'OBS_GRPC_LIMIT',
    `${name} is ${value}.`,
    `Give a whole number from 0 to ${maxLimit}.`,
  );
}
