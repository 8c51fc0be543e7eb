import { slack } from './byte-writer.js';

/** Bytes that are written often: made once, then copied. */
export interface Piece {
  readonly view: DataView;
  readonly bytes: Uint8Array;
  readonly length: number;
}

/** The UTF-8 bytes of a text; lone surrogates become U+FFFD. */
export function piece(text: string): Piece {
  const length = Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafe(length + slack);
  bytes.write(text, 0);
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), bytes, length };
}
