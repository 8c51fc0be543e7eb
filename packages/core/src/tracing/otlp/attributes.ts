import type { Attributes } from '@opentelemetry/api';
import { Message, utf8Size, varintSize } from './message.js';

/** Keys as field 1 of a KeyValue, each encoded once. */
const keys = new Map<string, Uint8Array>();
const maxKeys = 1_000;
const longestKept = 256;
const scratch = new Message();

/**
 * Writes attributes as repeated KeyValue.
 * Source: opentelemetry-proto, common/v1/common.proto.
 *
 * @param tag of the field, below 16, whose wire type is 2.
 */
export function writeAttributes(message: Message, tag: number, attributes: Attributes): void {
  for (const key in attributes) {
    if (!Object.hasOwn(attributes, key)) continue;
    const value: unknown = attributes[key];
    message.byte(tag);
    if (typeof value === 'string') {
      writeText(message, encodedKey(key), value);
    } else {
      writeKeyValue(message, encodedKey(key), value);
    }
  }
}

/** Lengths of all three messages are known before, so that nothing is moved afterwards. */
function writeText(message: Message, key: Uint8Array, value: string): void {
  const size = utf8Size(value);
  const any = 1 + varintSize(size) + size;
  message.varint(key.length + 1 + varintSize(any) + any);
  message.bytes(key);
  message.byte(0x12);
  message.varint(any);
  message.byte(0x0a);
  message.varint(size);
  message.utf8(value, size);
}

function writeKeyValue(message: Message, key: Uint8Array, value: unknown): void {
  const pair = message.begin();
  message.bytes(key);
  message.byte(0x12);
  const any = message.begin();
  writeAny(message, value);
  message.end(any);
  message.end(pair);
}

/** What is none of the types of an attribute becomes a value without content. */
function writeAny(message: Message, value: unknown): void {
  if (typeof value === 'string') {
    message.byte(0x0a);
    message.text(value);
  } else if (typeof value === 'number') {
    writeNumber(message, value);
  } else if (typeof value === 'boolean') {
    message.byte(0x10);
    message.byte(value ? 1 : 0);
  } else if (value instanceof Uint8Array) {
    message.byte(0x3a);
    message.varint(value.length);
    message.bytes(value);
  } else if (Array.isArray(value)) {
    message.byte(0x2a);
    const array = message.begin();
    for (const item of value) {
      message.byte(0x0a);
      const any = message.begin();
      writeAny(message, item);
      message.end(any);
    }
    message.end(array);
  } else if (typeof value === 'object' && value !== null) {
    message.byte(0x32);
    const list = message.begin();
    writeAttributes(message, 0x0a, value as Attributes);
    message.end(list);
  }
}

function writeNumber(message: Message, value: number): void {
  if (Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63) {
    message.byte(0x18);
    message.int64(value);
  } else {
    message.byte(0x21);
    message.double(value);
  }
}

function encodedKey(key: string): Uint8Array {
  const known = keys.get(key);
  if (known !== undefined) return known;
  scratch.clear();
  scratch.byte(0x0a);
  scratch.text(key);
  const encoded = scratch.take();
  if (keys.size < maxKeys && encoded.length <= longestKept) keys.set(key, encoded);
  return encoded;
}
