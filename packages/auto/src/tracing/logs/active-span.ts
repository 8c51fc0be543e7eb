import { isSpanContextValid, trace } from '@opentelemetry/api';

/** What a log line says of the span in which it is written. */
export interface SpanFields {
  readonly trace_id: string;
  readonly span_id: string;
}

/** The fields of the active span; undefined when there is none. */
export function activeSpanFields(): SpanFields | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  if (span === undefined || !isSpanContextValid(span)) return undefined;
  return { trace_id: span.traceId, span_id: span.spanId };
}

/** A line of JSON with the fields at its end; any other text comes back as it is. */
export function withFields(line: string, fields: SpanFields): string {
  const end = line.lastIndexOf('}');
  if (line.charCodeAt(0) !== 123 || end < 0 || line.slice(end + 1).trim() !== '') return line;
  const comma = line.slice(1, end).trim() === '' ? '' : ',';
  const text = `${comma}"trace_id":"${fields.trace_id}","span_id":"${fields.span_id}"`;
  return `${line.slice(0, end)}${text}${line.slice(end)}`;
}
