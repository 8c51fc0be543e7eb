const utf8 = new TextEncoder();

/** Bytes of a buffer; a batch of 512 spans has about 200,000. */
const smallest = 16_384;
const largestKept = 1_048_576;

/** Value of a hexadecimal digit by its character code; others count as 0. */
const digits = new Uint8Array(128);
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  digits[digit.charCodeAt(0)] = value;
  digits[digit.toUpperCase().charCodeAt(0)] = value;
}

/** Bytes of a length or count below 2^28 as varint. */
export function varintSize(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : 4;
}

/**
 * A protobuf message while it is written, in one buffer that grows. Source: Protocol Buffers
 * documentation, "Encoding".
 */
export class Message {
  #bytes = new Uint8Array(smallest);
  #view = new DataView(this.#bytes.buffer);
  /** Bytes so far. */
  length = 0;

  /** Forgets what was written. */
  clear(): void {
    this.length = 0;
  }

  /** A copy of what was written. The buffer is used again, unless it is larger than most. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.length);
    if (this.#bytes.length > largestKept) this.#use(new Uint8Array(smallest));
    this.clear();
    return taken;
  }

  /** One byte, for tags of fields below 16. */
  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.length++] = value;
  }

  bytes(values: Uint8Array): void {
    const { length } = values;
    this.#reserve(length);
    const bytes = this.#bytes;
    let at = this.length;
    // Most are names of attributes; set() has a price of its own, about 30 bytes of this loop.
    if (length > 64) bytes.set(values, at);
    else for (let from = 0; from < length; from++) bytes[at++] = values[from] as number;
    this.length += length;
  }

  /** An unsigned 32-bit number. */
  varint(value: number): void {
    this.#reserve(5);
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.#bytes[this.length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.length++] = rest;
  }

  /** An integer of 64 bits, in two's complement. */
  int64(value: number): void {
    if (value >= 0 && value <= 0xffff_ffff) {
      this.varint(value);
      return;
    }
    this.#reserve(10);
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 0x7fn) {
      this.#bytes[this.length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes[this.length++] = Number(rest);
  }

  fixed32(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.length, value, true);
    this.length += 4;
  }

  fixed64(low: number, high: number): void {
    this.#reserve(8);
    this.#view.setUint32(this.length, low, true);
    this.#view.setUint32(this.length + 4, high, true);
    this.length += 8;
  }

  double(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  /** Bytes that are given as hexadecimal text, without their length. */
  hex(text: string): void {
    const size = text.length >> 1;
    this.#reserve(size);
    const bytes = this.#bytes;
    let at = this.length;
    for (let from = 0; from < size * 2; from += 2) {
      const high = digits[text.charCodeAt(from)] ?? 0;
      bytes[at++] = (high << 4) | (digits[text.charCodeAt(from + 1)] ?? 0);
    }
    this.length = at;
  }

  /** A text and its length before it. */
  text(value: string): void {
    const size = utf8Size(value);
    this.varint(size);
    this.utf8(value, size);
  }

  /** @param size of the text as UTF-8, as {@link utf8Size} gives it. */
  utf8(value: string, size: number): void {
    this.#reserve(size);
    const bytes = this.#bytes;
    let at = this.length;
    if (size === value.length && size <= 128) {
      for (let from = 0; from < size; from++) bytes[at++] = value.charCodeAt(from);
    } else {
      utf8.encodeInto(value, bytes.subarray(at, at + size));
    }
    this.length += size;
  }

  /**
   * Begins a message in this one; its length is not known yet.
   *
   * @returns what {@link end} takes.
   */
  begin(): number {
    this.#reserve(1);
    return ++this.length;
  }

  /** Puts the length before what was written since {@link begin}. */
  end(begun: number): void {
    const size = this.length - begun;
    const more = varintSize(size) - 1;
    if (more > 0) {
      this.#reserve(more);
      this.#bytes.copyWithin(begun + more, begun, this.length);
    }
    this.length = begun - 1;
    this.varint(size);
    this.length += size;
  }

  #reserve(size: number): void {
    if (this.length + size <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + size));
    grown.set(this.#bytes);
    this.#use(grown);
  }

  #use(bytes: Uint8Array<ArrayBuffer>): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}

/** Bytes of a text as UTF-8; a surrogate without its other half becomes U+FFFD, three bytes. */
export function utf8Size(text: string): number {
  const { length } = text;
  if (length > 128) return Buffer.byteLength(text);
  for (let at = 0; at < length; at++) {
    if (text.charCodeAt(at) > 0x7f) return Buffer.byteLength(text);
  }
  return length;
}
