import { SpanKind } from '@opentelemetry/api';
import type { SpanShape } from './span.js';

/** The span of a database operation, which never holds its text. Source: semantic conventions, database/database-spans.md. */
export function databaseSpan(operation: string): SpanShape {
  return {
    name: operation,
    kind: SpanKind.CLIENT,
    attributes: { 'db.operation.name': operation },
  };
}
