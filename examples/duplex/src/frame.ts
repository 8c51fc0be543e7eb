/** A packet of audio: its number, the sender's clock, the sound. */
export interface Frame {
  readonly sequence: number;
  readonly sentMillis: number;
  readonly sound: Buffer;
}

const headerLength = 12;

/** Four bytes sequence, eight bytes clock, then sound; undefined when it is too short. */
export function decodeFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < headerLength) return undefined;
  return {
    sequence: bytes.readUInt32BE(0),
    sentMillis: bytes.readDoubleBE(4),
    sound: bytes.subarray(headerLength),
  };
}

export function encodeFrame({ sequence, sentMillis, sound }: Frame): Buffer {
  const bytes = Buffer.alloc(headerLength + sound.length);
  bytes.writeUInt32BE(sequence, 0);
  bytes.writeDoubleBE(sentMillis, 4);
  sound.copy(bytes, headerLength);
  return bytes;
}
