import { slack } from './byte-writer.js';

const loneSurrogate = /\p{Surrogate}/u;

const maximumKept = 1024 * 1024;

/**
 * Memory in which labels are encoded before they are copied to where they stay. Grows to what the
 * largest label set needs; used again for every series.
 */
export class Scratch {
  bytes: Buffer = Buffer.allocUnsafeSlow(4096);
  #view = new DataView(this.bytes.buffer);
  length = 0;
  /** True when a byte was written that is not safe to copy in words, see `wordSafe`. */
  hasDelete = false;
  /** True when a lone surrogate became U+FFFD: texts that differ may now be alike. */
  hasReplacement = false;

  /** Starts anew. */
  reset(): void {
    this.length = 0;
    this.hasDelete = false;
    this.hasReplacement = false;
  }

  /** Gives back what one very long text needed. */
  release(): void {
    if (this.bytes.length <= maximumKept) return;
    this.bytes = Buffer.allocUnsafeSlow(4096);
    this.#view = new DataView(this.bytes.buffer);
  }

  /** Makes room for `size` bytes more. */
  reserve(size: number): void {
    if (this.length + size <= this.bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(2 * (this.length + size));
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
    this.#view = new DataView(grown.buffer);
  }

  /** All of it, with zeros after what was written. */
  padded(): DataView {
    this.reserve(slack);
    this.#view.setFloat64(this.length, 0);
    this.#view.setFloat64(this.length + 8, 0);
    return this.#view;
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  /** Writes a few bytes. */
  put(source: Uint8Array): void {
    const { length } = source;
    this.reserve(length);
    const { bytes } = this;
    let at = this.length;
    for (let i = 0; i < length; i++) {
      const byte = source[i] as number;
      if (byte === 0x7f) this.hasDelete = true;
      bytes[at++] = byte;
    }
    this.length = at;
  }

  /**
   * Writes a text as UTF-8. One character at a time as long as it is ASCII: texts of labels are
   * short, and a call to `Buffer.write` costs as much as 50 characters.
   */
  text(text: string): void {
    this.reserve(text.length * 3);
    const { bytes } = this;
    let at = this.length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x7f) {
        this.#rest(text.slice(i), at);
        return;
      }
      bytes[at++] = code;
    }
    this.length = at;
  }

  /** As `text`, with backslash, line feed and quote escaped. */
  escaped(text: string): void {
    this.reserve(text.length * 3 + 2);
    const { bytes } = this;
    let at = this.length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 92 || code === 34 || code === 10 || code >= 0x7f) {
        const rest = text.slice(i);
        const safe = rest.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
        this.reserve(at - this.length + safe.length * 3);
        this.#rest(safe, at);
        return;
      }
      bytes[at++] = code;
    }
    this.length = at;
  }

  #rest(text: string, at: number): void {
    if (text.includes('\x7f')) this.hasDelete = true;
    if (loneSurrogate.test(text)) this.hasReplacement = true;
    this.length = at + this.bytes.write(text, at);
  }
}
