import type { Arena } from './arena.js';

/** Encoded labels by index, as `EncodedGroup` has them. */
export interface LabelTexts {
  readonly arena: Arena;
  readonly addresses: Uint32Array;
  readonly lengths: Uint32Array;
}

const none = 0xffffffff;

/** Finds series that have the same encoded labels. Memory: 4 bytes and 6 to 12 of index per series. */
export class LabelTable {
  readonly #texts: LabelTexts;
  #hashes: Uint32Array;
  #slots: Uint32Array;
  /** How many series were looked at. */
  length = 0;

  constructor(texts: LabelTexts) {
    this.#texts = texts;
    const room = texts.lengths.length;
    this.#hashes = new Uint32Array(room);
    this.#slots = new Uint32Array(slotCount(room)).fill(none);
  }

  /** The hash of the text of one series. */
  hash(index: number): number {
    const { arena, addresses, lengths } = this.#texts;
    const address = addresses[index] as number;
    return hashOf(arena.view(address), arena.offset(address), lengths[index] as number);
  }

  /** Puts a series in, the next one by index; `hidden` ones are only counted. */
  enter(index: number, hash: number, hidden: boolean): void {
    if (index >= this.#hashes.length) this.#grow();
    this.#hashes[index] = hash;
    this.length = index + 1;
    if (!hidden) insert(this.#slots, hash, index);
  }

  /** True when a series here has the text of series `index` of `other`. */
  has(hash: number, other: LabelTexts, index: number): boolean {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let at = mixed(hash) & mask; ; at = (at + 1) & mask) {
      const found = slots[at] as number;
      if (found === none) return false;
      if (this.#hashes[found] === hash && this.#same(found, other, index)) return true;
    }
  }

  #same(mine: number, other: LabelTexts, theirs: number): boolean {
    const { arena, addresses, lengths } = this.#texts;
    const length = lengths[mine] as number;
    if (length !== other.lengths[theirs]) return false;
    const a = addresses[mine] as number;
    const b = other.addresses[theirs] as number;
    const from = arena.offset(a);
    const otherFrom = other.arena.offset(b);
    const otherBytes = other.arena.bytes(b);
    return (
      arena.bytes(a).compare(otherBytes, otherFrom, otherFrom + length, from, from + length) === 0
    );
  }

  #grow(): void {
    const room = this.#hashes.length * 2;
    const hashes = new Uint32Array(room);
    hashes.set(this.#hashes);
    const slots = new Uint32Array(slotCount(room)).fill(none);
    for (const index of this.#slots) {
      if (index !== none) insert(slots, hashes[index] as number, index);
    }
    this.#hashes = hashes;
    this.#slots = slots;
  }
}

/** A power of two, at most three quarters full with `room` entries. */
function slotCount(room: number): number {
  return 2 ** Math.ceil(Math.log2((room * 4) / 3 + 1));
}

function insert(slots: Uint32Array, hash: number, index: number): void {
  const mask = slots.length - 1;
  let at = mixed(hash) & mask;
  while (slots[at] !== none) at = (at + 1) & mask;
  slots[at] = index;
}

/** As FNV-1a, but four bytes at a time. Reads up to three bytes past the end. */
function hashOf(view: DataView, from: number, length: number): number {
  const rest = length & 3;
  const end = from + length - rest;
  let hash = 0x811c9dc5;
  for (let i = from; i < end; i += 4) {
    hash = Math.imul(hash ^ view.getUint32(i, true), 0x01000193);
    hash ^= hash >>> 15;
  }
  if (rest > 0) {
    hash = Math.imul(hash ^ (view.getUint32(end, true) & ((1 << (8 * rest)) - 1)), 0x01000193);
    hash ^= hash >>> 15;
  }
  return (hash ^ length) >>> 0;
}

// The low bits alone are weak for texts that differ only in their last digits.
function mixed(hash: number): number {
  const h = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (h ^ (h >>> 15)) >>> 0;
}
