import type { HrTime, SpanContext } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { writeAttributes } from './attributes.js';
import type { Message } from './message.js';

/** Bits 8 and 9 of the flags: it is known whether the parent is remote, and it is. */
const remoteKnown = 0x100;
const remote = 0x200;

/** Writes a Span and its length. Source: opentelemetry-proto, trace/v1/trace.proto. */
export function writeSpan(message: Message, span: ReadableSpan): void {
  const begun = message.begin();
  const context = span.spanContext();
  const parent = span.parentSpanContext;
  writeContext(message, context);
  if (parent?.spanId) writeId(message, 0x22, parent.spanId);
  message.byte(0x2a);
  message.text(span.name);
  message.byte(0x30);
  message.varint(span.kind + 1);
  message.byte(0x39);
  writeTime(message, span.startTime);
  message.byte(0x41);
  writeTime(message, span.endTime);
  writeAttributes(message, 0x4a, span.attributes);
  message.byte(0x50);
  message.varint(span.droppedAttributesCount);
  for (const event of span.events) writeEvent(message, event);
  message.byte(0x60);
  message.varint(span.droppedEventsCount);
  for (const link of span.links) writeLink(message, link);
  message.byte(0x70);
  message.varint(span.droppedLinksCount);
  writeStatus(message, span.status);
  // Field 16, whose tag has two bytes.
  message.byte(0x85);
  message.byte(0x01);
  message.fixed32(flagsOf(context.traceFlags, parent?.isRemote));
  message.end(begun);
}

function writeContext(message: Message, { traceId, spanId, traceState }: SpanContext): void {
  writeId(message, 0x0a, traceId);
  writeId(message, 0x12, spanId);
  const state = traceState?.serialize();
  if (!state) return;
  message.byte(0x1a);
  message.text(state);
}

function writeId(message: Message, tag: number, id: string): void {
  message.byte(tag);
  message.varint(id.length >> 1);
  message.hex(id);
}

function writeEvent(message: Message, event: ReadableSpan['events'][number]): void {
  message.byte(0x5a);
  const begun = message.begin();
  message.byte(0x09);
  writeTime(message, event.time);
  message.byte(0x12);
  message.text(event.name);
  if (event.attributes) writeAttributes(message, 0x1a, event.attributes);
  message.byte(0x20);
  message.varint(event.droppedAttributesCount ?? 0);
  message.end(begun);
}

function writeLink(message: Message, link: ReadableSpan['links'][number]): void {
  message.byte(0x6a);
  const begun = message.begin();
  writeContext(message, link.context);
  if (link.attributes) writeAttributes(message, 0x22, link.attributes);
  message.byte(0x28);
  message.varint(link.droppedAttributesCount ?? 0);
  message.byte(0x35);
  message.fixed32(flagsOf(link.context.traceFlags, link.context.isRemote));
  message.end(begun);
}

function writeStatus(message: Message, { message: text, code }: ReadableSpan['status']): void {
  message.byte(0x7a);
  const begun = message.begin();
  if (text) {
    message.byte(0x12);
    message.text(text);
  }
  message.byte(0x18);
  message.varint(code);
  message.end(begun);
}

function flagsOf(traceFlags: number, isRemote: boolean | undefined): number {
  return (traceFlags & 0xff) | remoteKnown | (isRemote === true ? remote : 0);
}

/**
 * Nanoseconds since 1970. A billion is 1,953,125 × 2^9: with the smaller factor the product is exact
 * in a double until the year 2116.
 */
function writeTime(message: Message, [seconds, nanos]: HrTime): void {
  const product = seconds * 1_953_125;
  if (product > Number.MAX_SAFE_INTEGER) {
    const all = BigInt.asUintN(64, BigInt(Math.trunc(seconds)) * 1_000_000_000n + BigInt(nanos));
    message.fixed64(Number(all & 0xffff_ffffn), Number(all >> 32n));
    return;
  }
  const high = Math.floor(product / 0x80_0000);
  const low = (product - high * 0x80_0000) * 512 + nanos;
  const carry = Math.floor(low / 0x1_0000_0000);
  message.fixed64(low - carry * 0x1_0000_0000, high + carry);
}
