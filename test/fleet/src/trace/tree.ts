import type { JaegerTrace } from '@obs-test/backends';

/** A span with the spans that were made in it, oldest first. */
export interface SpanNode {
  readonly name: string;
  readonly service: string;
  /** `server`, `client`, `internal`, ... */
  readonly kind: string;
  readonly isError: boolean;
  /** What its status says, '' when nothing. */
  readonly message: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly exceptions: readonly string[];
  readonly startMicros: number;
  readonly durationMicros: number;
  readonly children: readonly SpanNode[];
}

/** The spans whose parent is not in the trace: one root, when nothing is missing. */
export function treeOf(trace: JaegerTrace): readonly SpanNode[] {
  const parentOf = (span: JaegerSpan) =>
    span.references.find(({ refType }) => refType === 'CHILD_OF')?.spanID;
  const ids = new Set(trace.spans.map(({ spanID }) => spanID));
  const toNode = (span: JaegerSpan): SpanNode => {
    const { 'span.kind': kind, error, ...attributes } = valuesOf(span.tags);
    return {
      name: span.operationName,
      service: trace.processes[span.processID]?.serviceName ?? '',
      kind: String(kind ?? 'internal'),
      isError: error === true,
      message: String(attributes['otel.status_description'] ?? ''),
      attributes,
      exceptions: span.logs
        .map(({ fields }) => valuesOf(fields))
        .filter(({ event }) => event === 'exception')
        .map((fields) => String(fields['exception.message'] ?? '')),
      startMicros: span.startTime,
      durationMicros: span.duration,
      children: byTime(trace.spans.filter((other) => parentOf(other) === span.spanID)).map(toNode),
    };
  };
  const roots = trace.spans.filter((span) => !ids.has(parentOf(span) ?? ''));
  return byTime(roots).map(toNode);
}

type JaegerSpan = JaegerTrace['spans'][number];

function byTime(spans: readonly JaegerSpan[]): readonly JaegerSpan[] {
  // Begins are in whole milliseconds: of two in the same one, the one that ended first came first.
  const endOf = ({ startTime, duration }: JaegerSpan) => startTime + duration;
  return spans.toSorted(
    (left, right) => left.startTime - right.startTime || endOf(left) - endOf(right),
  );
}

function valuesOf(tags: JaegerSpan['tags']): Record<string, unknown> {
  return Object.fromEntries(tags.map(({ key, value }) => [key, value]));
}

/** Every span of a tree, parents before children. */
export function flatten(nodes: readonly SpanNode[]): readonly SpanNode[] {
  return nodes.flatMap((node) => [node, ...flatten(node.children)]);
}
