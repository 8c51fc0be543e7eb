import {
  type Attributes,
  type Context,
  context,
  type ProxyTracerProvider,
  type Span,
  type SpanKind,
  SpanStatusCode,
  type TimeInput,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { safely } from './safely.js';

/** What a span is called, and what it says from its beginning on. */
export interface SpanShape {
  /** Made of bounded label values, so that there are few. */
  readonly name: string;
  readonly kind?: SpanKind;
  readonly attributes: Attributes;
  readonly startTime?: TimeInput;
}

/** A span that is open, with the context in which it is the active one. */
export interface OpenSpan {
  readonly span: Span;
  readonly context: Context;
  /** Whether it has been said that the work failed; the first reason stays. */
  failed: boolean;
}

let known: Tracer | undefined;

/**
 * The tracer, once somebody has registered a provider. One that is asked for earlier would never hear
 * of it when another copy of the API registers it: the ES module and the CommonJS build are two.
 */
function tracer(): Tracer | undefined {
  known ??= (trace.getTracerProvider() as Partial<ProxyTracerProvider>).getDelegateTracer?.(
    '@obs/recorders',
  );
  return known;
}

/**
 * Begins a span as a child of the active one, or of that of `parent`. There is none, and `shape` is
 * not asked, as long as there is no tracer provider.
 *
 * @param where the recorder, for the log.
 */
export function openSpan(
  where: string,
  shape: () => SpanShape,
  parent?: Context,
): OpenSpan | undefined {
  const current = tracer();
  if (current === undefined) return undefined;
  let open: OpenSpan | undefined;
  safely(where, () => {
    const { name, ...options } = shape();
    const within = parent ?? context.active();
    const span = current.startSpan(name, options, within);
    open = { span, context: trace.setSpan(within, span), failed: false };
  });
  return open;
}

/** Says that the work of a span has failed by an exception. */
export function recordError(open: OpenSpan, error: unknown): void {
  const isError = error instanceof Error;
  const message = isError ? error.message : describe(error);
  open.span.recordException(isError ? error : message);
  fail(open, isError ? error.name : 'exception', message);
}

/** Says that the work of a span has failed, also when nothing was thrown. */
export function fail(open: OpenSpan, type: string, message?: string): void {
  if (open.failed) return;
  open.failed = true;
  open.span.setAttribute('error.type', type);
  open.span.setStatus({
    code: SpanStatusCode.ERROR,
    ...(message === undefined ? {} : { message }),
  });
}

/** Runs something with a span as the active one; without a span, it just runs. */
export function within<T>(open: OpenSpan | undefined, work: () => T): T {
  return open === undefined ? work() : context.with(open.context, work);
}

/**
 * Runs the caller's work with a span as the active one, and says so on the span when it throws. The
 * span stays open.
 */
export async function insideSpan<T>(
  open: OpenSpan | undefined,
  work: () => T | PromiseLike<T>,
): Promise<T> {
  try {
    return await within(open, work);
  } catch (error) {
    if (open !== undefined) recordError(open, error);
    throw error;
  }
}

function describe(error: unknown): string {
  try {
    return String(error);
  } catch {
    return 'a value that cannot be shown';
  }
}
