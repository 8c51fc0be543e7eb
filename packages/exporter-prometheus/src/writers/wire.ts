// The few parts of the protobuf wire format that metrics need.

/** Bytes of a varint. */
export function varintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) length++;
  return length;
}

/** Writes a varint, for integers from 0 to 2^53; gives where it ends. */
export function putVarint(bytes: Uint8Array, at: number, value: number): number {
  let rest = value;
  let next = at;
  while (rest >= 0x80) {
    bytes[next++] = (rest % 0x80) | 0x80;
    rest = Math.floor(rest / 0x80);
  }
  bytes[next++] = rest;
  return next;
}

/** `sint32` and `sint64`: small magnitudes become small numbers. For magnitudes below 2^52. */
export function zigzag(value: number): number {
  return value >= 0 ? value * 2 : -value * 2 - 1;
}

/** A count as protobuf can hold it. */
export function unsigned(value: number): number {
  return value > 0 ? Math.floor(value) : 0;
}

/**
 * The number, with one bit pattern for all NaN: there is one that tells Prometheus that the series
 * has ended, and JavaScript hands on whichever it was given.
 */
export function plainNumber(value: number): number {
  return Number.isNaN(value) ? Number.NaN : value;
}

/** Builds one message of any size; for what is not written often. */
export class MessageBuilder {
  readonly #parts: Uint8Array[] = [];
  length = 0;

  varint(field: number, value: number): this {
    const bytes = new Uint8Array(20);
    let end = putVarint(bytes, 0, field * 8);
    end = putVarint(bytes, end, value);
    return this.raw(bytes.subarray(0, end));
  }

  double(field: number, value: number): this {
    const bytes = Buffer.alloc(9);
    bytes[0] = field * 8 + 1;
    bytes.writeDoubleLE(plainNumber(value), 1);
    return this.raw(bytes);
  }

  text(field: number, value: string): this {
    return this.message(field, Buffer.from(value));
  }

  message(field: number, content: Uint8Array | MessageBuilder): this {
    const bytes = new Uint8Array(20);
    let end = putVarint(bytes, 0, field * 8 + 2);
    end = putVarint(bytes, end, content.length);
    this.raw(bytes.subarray(0, end));
    return this.raw(content instanceof MessageBuilder ? content.finish() : content);
  }

  raw(bytes: Uint8Array): this {
    this.#parts.push(bytes);
    this.length += bytes.length;
    return this;
  }

  finish(): Buffer {
    return Buffer.concat(this.#parts, this.length);
  }
}
