import type { RuntimeNames } from './instrument.js';

/** Every code that {@link RuntimeInstrumentationError} carries; each is explained in the package README. */
export type RuntimeInstrumentationErrorCode = 'OBS_RUNTIME_RESOLUTION' | 'OBS_RUNTIME_NAMES';

/** A mistake in what `instrumentRuntime` was given. The message names it and the way out. */
export class RuntimeInstrumentationError extends Error {
  readonly code: RuntimeInstrumentationErrorCode;

  constructor(code: RuntimeInstrumentationErrorCode, mistake: string, recipe: string) {
    super(`${mistake} ${recipe} [${code}]`);
    this.name = 'RuntimeInstrumentationError';
    this.code = code;
  }
}

/** Throws a RuntimeInstrumentationError unless the resolution is 1 to 10,000 milliseconds. */
export function checkResolution(millis: number): number {
  if (Number.isInteger(millis) && millis >= 1 && millis <= 10_000) return millis;
  throw new RuntimeInstrumentationError(
    'OBS_RUNTIME_RESOLUTION',
    `eventLoopResolutionMillis is ${millis}.`,
    'Give whole milliseconds from 1 to 10000; 10 is what prom-client uses.',
  );
}

/** Throws a RuntimeInstrumentationError unless the names are those that there are. */
export function checkNames(names: RuntimeNames): RuntimeNames {
  if (names === 'opentelemetry' || names === 'prom-client') return names;
  throw new RuntimeInstrumentationError(
    'OBS_RUNTIME_NAMES',
    `names is ${String(names).slice(0, 100)}.`,
    "Give 'opentelemetry' or 'prom-client'.",
  );
}
