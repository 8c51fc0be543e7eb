import type { SpanContext } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { LastExport } from '../lifecycle/last-export.js';
import { otlpTracesPackages } from '../readers/otlp-packages.js';
import type { Protocol } from './settings.js';

/** Spans for the OTLP exporter of another thread; undefined when there is none. */
export function lastSpans(
  spans: readonly ReadableSpan[],
  protocol: Protocol,
): LastExport | undefined {
  const module = otlpTracesPackages[protocol];
  if (spans.length === 0) return undefined;
  // One clone a resource: the exporter groups spans by its identity.
  const resources = new Map<ReadableSpan['resource'], object>();
  return {
    module,
    exporter: 'OTLPTraceExporter',
    items: spans.map((span) => {
      const known = resources.get(span.resource);
      const { attributes, schemaUrl } = span.resource;
      const resource = known ?? { attributes, schemaUrl };
      resources.set(span.resource, resource);
      return cloneable(span, resource);
    }),
  };
}

/** Everything that a receiver is told; a clone keeps neither methods nor getters. */
function cloneable(span: ReadableSpan, resource: object) {
  return {
    name: span.name,
    kind: span.kind,
    context: cloneableContext(span.spanContext()),
    parentSpanContext: span.parentSpanContext && cloneableContext(span.parentSpanContext),
    startTime: span.startTime,
    endTime: span.endTime,
    duration: span.duration,
    ended: span.ended,
    status: span.status,
    attributes: span.attributes,
    links: span.links.map((link) => ({ ...link, context: cloneableContext(link.context) })),
    events: span.events,
    resource,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}

function cloneableContext({ traceId, spanId, traceFlags, isRemote, traceState }: SpanContext) {
  return { traceId, spanId, traceFlags, isRemote, traceState: traceState?.serialize() };
}
