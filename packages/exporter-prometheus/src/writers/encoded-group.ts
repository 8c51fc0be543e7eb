import type { LabelList, Point, SeriesGroup } from '../model/family.js';
import { Arena } from './arena.js';
import { type Copy, copyBytes, copyWords } from './byte-writer.js';
import { Scratch } from './scratch.js';

/** Writes encoded labels, which are copied as they are into every line or message of the series. */
export type LabelEncoder = (labels: LabelList, out: Scratch) => void;

const scratch = new Scratch();

/** The address of a series that is not written. */
export const hidden = 0xffffffff;

const none = 0xffffffff;

/**
 * The encoded labels of the series of one group, by index into its series array. Encodes a series
 * when a writer first comes to it, never again while the group keeps that array; when the group
 * gives a new array (series were removed) what is still there moves over, as writers come to it.
 *
 * Series that another series of the family already has the labels of have the address `hidden`.
 * Memory: the text, plus 12 bytes and 6 to 12 of index per series. What belongs to removed series
 * is given back with the next writing.
 */
export class EncodedGroup {
  readonly series: readonly Point[];
  readonly arena = new Arena();
  /** False once some text must not be copied as doubles, see `wordSafe`. */
  wordSafe = true;
  length = 0;
  addresses: Uint32Array;
  lengths: Uint32Array;
  #hashes: Uint32Array;
  #table: Uint32Array;
  #previous: EncodedGroup | undefined;
  #cursor = 0;
  /** True once a series was hidden. */
  #hides = false;
  readonly #group: SeriesGroup;
  readonly #encode: LabelEncoder;

  constructor(group: SeriesGroup, encode: LabelEncoder, previous?: EncodedGroup) {
    this.#group = group;
    this.#encode = encode;
    this.#previous = previous;
    this.series = group.series();
    const room = Math.max(this.series.length, 4);
    this.addresses = new Uint32Array(room).fill(hidden);
    this.lengths = new Uint32Array(room);
    this.#hashes = new Uint32Array(room);
    this.#table = new Uint32Array(tableSize(room)).fill(none);
  }

  /**
   * The encoded groups of a family as it is now, kept on the groups when they keep anything. Of
   * series with the same labels the one that came first stays the one that is written, until it is
   * removed.
   */
  static open(
    format: string,
    groups: readonly SeriesGroup[],
    encode: LabelEncoder,
  ): readonly EncodedGroup[] {
    const known = groups.map((group) => group.encoded?.get(format) as EncodedGroup | undefined);
    const changed = groups.map((group, i) => known[i]?.series !== group.series());
    // What was removed in one group may have hidden something in another.
    const removed = changed.some((is, i) => is && known[i] !== undefined);
    return groups.map((group, i) => {
      const old = known[i];
      if (old && !changed[i] && !(removed && old.#hides)) return old;
      const fresh = new EncodedGroup(group, encode, old);
      group.encoded?.set(format, fresh);
      return fresh;
    });
  }

  /** Encodes what is not yet encoded before index `end`. See `extend`. */
  extendTo(
    end: number,
    family: readonly EncodedGroup[],
    onDuplicate: (labels: string) => void,
  ): void {
    while (this.length < end) this.extend(family, onDuplicate);
  }

  /**
   * Encodes the next series. `family` are the encoded groups of the whole family, this one among
   * them; `onDuplicate` hears of a series that is hidden.
   */
  extend(family: readonly EncodedGroup[], onDuplicate: (labels: string) => void): void {
    const index = this.length;
    if (index >= this.addresses.length) this.#grow();
    const point = this.series[index] as Point;
    this.length++;
    if (point.removed) return;
    if (!this.#moveOver(point, index)) this.#encodeAt(point, index);
    for (const group of family) {
      if (group.#find(this, index)) {
        onDuplicate(this.#text(index));
        this.addresses[index] = hidden;
        this.#hides = true;
        return;
      }
    }
    insert(this.#table, this.#hashes[index] as number, index);
  }

  /** How to copy this group's text. */
  get copy(): Copy {
    return this.wordSafe ? copyWords : copyBytes;
  }

  #text(index: number): string {
    const address = this.addresses[index] as number;
    const from = this.arena.offset(address);
    return this.arena.bytes(address).toString('utf8', from, from + (this.lengths[index] as number));
  }

  #encodeAt(point: Point, index: number): void {
    scratch.length = 0;
    scratch.hasDelete = false;
    this.#encode(this.#group.labels(point), scratch);
    const { length } = scratch;
    const address = this.arena.reserve(length);
    const target = this.arena.view(address);
    const offset = this.arena.offset(address);
    if (scratch.hasDelete) this.wordSafe = false;
    const view = scratch.padded();
    const copy = scratch.hasDelete ? copyBytes : copyWords;
    copy(target, offset, view, 0, length);
    this.#set(index, address, length, hashOf(view, length));
  }

  #moveOver(point: Point, index: number): boolean {
    const previous = this.#previous;
    if (previous === undefined) return false;
    let at = this.#cursor;
    while (at < previous.length && previous.series[at] !== point) at++;
    if (at >= previous.length) {
      this.#previous = undefined;
      return false;
    }
    this.#cursor = at + 1;
    const length = previous.lengths[at] as number;
    const source = previous.addresses[at] as number;
    if (source === hidden) return false;
    const from = previous.arena.offset(source);
    const address = this.arena.reserve(length);
    const target = this.arena.offset(address);
    previous.arena.bytes(source).copy(this.arena.bytes(address), target, from, from + length);
    if (!previous.wordSafe) this.wordSafe = false;
    this.#set(index, address, length, previous.#hashes[at] as number);
    return true;
  }

  #set(index: number, address: number, length: number, hash: number): void {
    this.addresses[index] = address;
    this.lengths[index] = length;
    this.#hashes[index] = hash;
  }

  /** True when this group has the same bytes as entry `index` of `other`. */
  #find(other: EncodedGroup, index: number): boolean {
    const hash = other.#hashes[index] as number;
    const table = this.#table;
    const mask = table.length - 1;
    for (let at = mixed(hash) & mask; ; at = (at + 1) & mask) {
      const found = table[at] as number;
      if (found === none) return false;
      if (this.#hashes[found] === hash && this.#same(found, other, index)) return true;
    }
  }

  #same(mine: number, other: EncodedGroup, theirs: number): boolean {
    const length = this.lengths[mine] as number;
    if (length !== other.lengths[theirs]) return false;
    const a = this.addresses[mine] as number;
    const b = other.addresses[theirs] as number;
    const from = this.arena.offset(a);
    const otherFrom = other.arena.offset(b);
    return (
      this.arena
        .bytes(a)
        .compare(other.arena.bytes(b), otherFrom, otherFrom + length, from, from + length) === 0
    );
  }

  #grow(): void {
    const room = this.addresses.length * 2;
    this.addresses = copied(this.addresses, room, hidden);
    this.lengths = copied(this.lengths, room);
    this.#hashes = copied(this.#hashes, room);
    const table = new Uint32Array(tableSize(room)).fill(none);
    for (let i = 0; i < this.length; i++) {
      if (this.addresses[i] !== hidden) insert(table, this.#hashes[i] as number, i);
    }
    this.#table = table;
  }
}

function copied(array: Uint32Array, room: number, filler = 0): Uint32Array {
  const result = new Uint32Array(room).fill(filler);
  result.set(array);
  return result;
}

/** A power of two, at most three quarters full with `room` entries. */
function tableSize(room: number): number {
  return 2 ** Math.ceil(Math.log2((room * 4) / 3 + 1));
}

function insert(table: Uint32Array, hash: number, index: number): void {
  const mask = table.length - 1;
  let at = mixed(hash) & mask;
  while (table[at] !== none) at = (at + 1) & mask;
  table[at] = index;
}

/** As FNV-1a, but four bytes at a time; what follows the text must be zero. */
function hashOf(view: DataView, length: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < length; i += 4) {
    hash = Math.imul(hash ^ view.getUint32(i, true), 0x01000193);
    hash ^= hash >>> 15;
  }
  return (hash ^ length) >>> 0;
}

// The low bits alone are weak for texts that differ only in their last digits.
function mixed(hash: number): number {
  const h = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (h ^ (h >>> 15)) >>> 0;
}
