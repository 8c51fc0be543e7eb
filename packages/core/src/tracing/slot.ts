import type { Tracing, TracingContext } from './tracing.js';

/** The part of this package that is loaded when tracing is on. */
export interface TracingModule {
  createTracing(context: TracingContext): Tracing;
}

const key = Symbol.for('@obs/core.tracing.1');
type Shared = { [key]?: TracingModule };

/** Hands tracing to a `start()` that must not wait for a file to load. */
export function provideTracing(module: TracingModule): void {
  (globalThis as Shared)[key] ??= module;
}

/** What was handed over, if anything was. */
export function providedTracing(): TracingModule | undefined {
  return (globalThis as Shared)[key];
}
