import { slack } from './byte-writer.js';

/** Bytes that are written often: made once, then copied. */
export interface Piece {
  readonly view: DataView;
  readonly bytes: Uint8Array;
  readonly length: number;
  readonly wordSafe: boolean;
}

/** The UTF-8 bytes of a text; lone surrogates become U+FFFD. */
export function piece(text: string): Piece {
  const length = Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafeSlow(length + slack);
  bytes.write(text, 0);
  return { view: new DataView(bytes.buffer), bytes, length, wordSafe: wordSafe(bytes, 0, length) };
}

/**
 * False when copying these bytes as doubles could change them: eight bytes that are a signalling
 * NaN may come out as a quiet one, and in UTF-8 that needs the byte 0x7f (0xff never occurs).
 */
export function wordSafe(bytes: Uint8Array, from: number, length: number): boolean {
  for (let i = from; i < from + length; i++) if (bytes[i] === 0x7f) return false;
  return true;
}
