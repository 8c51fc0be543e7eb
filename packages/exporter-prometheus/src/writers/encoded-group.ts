import type { LabelList, Point, SeriesGroup } from '../model/family.js';
import { Arena } from './arena.js';
import { type Copy, copyBytes, copyWords } from './byte-writer.js';
import { LabelTable } from './label-table.js';
import { Scratch } from './scratch.js';

/** Writes encoded labels, which are copied as they are into every line or message of the series. */
export type LabelEncoder = (labels: LabelList, out: Scratch) => void;

const scratch = new Scratch();

/** The address of a series that is not written: what new memory has, without its being touched. */
export const hidden = 0;

// Waste that is not worth a copy.
const tolerated = 64 * 1024;

// Series entered into a table at once when it turns out late that one is needed.
const tableBatch = 4096;

/**
 * The encoded labels of the series of one group, by index into its series array. Encodes a series
 * when a writer first comes to it, never again while the group keeps that array; when the group
 * gives a new array (series were removed) what is still there is taken over, as writers come to it.
 *
 * Series that another series of the family already has the labels of have the address `hidden`.
 * They are looked for only where they are possible: see `SeriesGroup.distinct`.
 * Memory: the text and 8 bytes per series, with a table 10 to 16 more. What belongs to removed series
 * is given back when it is more than half of the text.
 */
export class EncodedGroup {
  readonly series: readonly Point[];
  readonly arena: Arena;
  /** False once some text must not be copied as doubles, see `wordSafe`. */
  wordSafe = true;
  /** How many series are encoded, and compared where that is necessary. */
  length = 0;
  addresses: Uint32Array;
  lengths: Uint32Array;
  #table: LabelTable | undefined;
  #previous: EncodedGroup | undefined;
  #cursor = 0;
  /** Bytes of the text of this group's series. */
  #live = 0;
  /** True once writing changed a text, so that two different label sets may have become one. */
  #replaced = false;
  /** True once a series was hidden. */
  #hides = false;
  readonly #alone: readonly EncodedGroup[] = [this];
  readonly #group: SeriesGroup;
  readonly #encode: LabelEncoder;

  constructor(group: SeriesGroup, encode: LabelEncoder, previous?: EncodedGroup) {
    this.#group = group;
    this.#encode = encode;
    this.#previous = previous;
    // What replaces unpaced memory is ordinary, so that V8 sees a reason to collect the former.
    const first = previous === undefined && group.encoded !== undefined;
    this.arena = previous && !previous.#wasteful ? previous.arena : new Arena(first);
    this.series = group.series();
    const room = Math.max(this.series.length, 4);
    this.addresses = new Uint32Array(room);
    this.lengths = new Uint32Array(room);
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
    // Most families have one group, in which most scrapes find nothing changed.
    const only = groups.length === 1 ? groups[0] : undefined;
    const kept = only?.encoded?.get(format) as EncodedGroup | undefined;
    if (kept !== undefined && kept.series === only?.series() && !kept.#replaceable) {
      return kept.#alone;
    }
    const known = groups.map((group) => group.encoded?.get(format) as EncodedGroup | undefined);
    const changed = groups.map((group, i) => known[i]?.series !== group.series());
    // What was removed in one group may have hidden something in another.
    const removed = changed.some((is, i) => is && known[i] !== undefined);
    return groups.map((group, i) => {
      const old = known[i];
      const keeps = old && !changed[i] && !(removed && old.#hides);
      if (keeps && !old.#replaceable) return old;
      const fresh = new EncodedGroup(group, encode, old);
      group.encoded?.set(format, fresh);
      return fresh;
    });
  }

  /**
   * Encodes what is not yet encoded before index `end`; false when others should have a turn before
   * it goes on. `family` are the encoded groups of the whole family, this one among them;
   * `onDuplicate` hears of a series that is hidden.
   */
  extendTo(
    end: number,
    family: readonly EncodedGroup[],
    onDuplicate: (labels: string) => void,
  ): boolean {
    if (end > this.addresses.length) this.#grow(end);
    while (this.length < end) {
      const index = this.length;
      const point = this.series[index] as Point;
      // One that was encoded before the tables were there is only compared now.
      if (!point.removed && this.addresses[index] === hidden && !this.#takeOver(point, index)) {
        this.#encodeAt(point, index);
      }
      if (family.length > 1 || (this.series.length > 1 && !this.#distinct)) {
        for (const group of family) if (!group.#tabled()) return false;
        this.#compare(point, index, family, onDuplicate);
      }
      this.length = index + 1;
    }
    return true;
  }

  /** True while it is certain that no two series have had the same text. */
  get #distinct(): boolean {
    return !this.#replaced && this.#group.distinct?.() === true;
  }

  /** True when its text should be copied, and is all there. */
  get #replaceable(): boolean {
    return this.length === this.series.length && this.#wasteful;
  }

  /** True when more than half of the memory for text is for series that are gone. */
  get #wasteful(): boolean {
    return this.arena.reserved > 2 * this.#live + tolerated;
  }

  /** How to copy this group's text. */
  get copy(): Copy {
    return this.wordSafe ? copyWords : copyBytes;
  }

  /** Brings the table up to what is encoded; false when that takes another turn. */
  #tabled(): boolean {
    this.#table ??= new LabelTable(this);
    const table = this.#table;
    const end = Math.min(this.length, table.length + tableBatch);
    for (let i = table.length; i < end; i++) {
      const skipped = this.addresses[i] === hidden;
      table.enter(i, skipped ? 0 : table.hash(i), skipped);
    }
    return end === this.length;
  }

  #compare(
    point: Point,
    index: number,
    family: readonly EncodedGroup[],
    onDuplicate: (labels: string) => void,
  ): void {
    const table = this.#table as LabelTable;
    if (point.removed) {
      table.enter(index, 0, true);
      return;
    }
    const hash = table.hash(index);
    const taken = family.some((group) => group.#table?.has(hash, this, index));
    table.enter(index, hash, taken);
    if (!taken) return;
    onDuplicate(this.#text(index));
    this.addresses[index] = hidden;
    this.#hides = true;
  }

  #text(index: number): string {
    const address = this.addresses[index] as number;
    const from = this.arena.offset(address);
    return this.arena.bytes(address).toString('utf8', from, from + (this.lengths[index] as number));
  }

  #encodeAt(point: Point, index: number): void {
    scratch.reset();
    this.#encode(this.#group.labels(point), scratch);
    const { length } = scratch;
    const address = this.arena.reserve(length);
    const copy = scratch.hasDelete ? copyBytes : copyWords;
    if (scratch.hasDelete) this.wordSafe = false;
    if (scratch.hasReplacement) this.#replaced = true;
    copy(this.arena.view(address), this.arena.offset(address), scratch.padded(), 0, length);
    this.#set(index, address, length);
    scratch.release();
  }

  #set(index: number, address: number, length: number): void {
    this.addresses[index] = address;
    this.lengths[index] = length;
    this.#live += length;
  }

  /** Takes over what the group's last array had for a series; false when it is new. */
  #takeOver(point: Point, index: number): boolean {
    const previous = this.#previous;
    if (previous === undefined) return false;
    let at = this.#cursor;
    while (at < previous.length && previous.series[at] !== point) at++;
    this.#cursor = at + 1;
    if (at >= previous.length) {
      this.#previous = undefined;
      return false;
    }
    const length = previous.lengths[at] as number;
    const source = previous.addresses[at] as number;
    if (source === hidden) return false;
    if (!previous.wordSafe) this.wordSafe = false;
    if (previous.#replaced) this.#replaced = true;
    const shared = previous.arena === this.arena;
    this.#set(index, shared ? source : this.#copied(source, length), length);
    return true;
  }

  #copied(source: number, length: number): number {
    const { arena } = this.#previous as EncodedGroup;
    const address = this.arena.reserve(length);
    const from = arena.offset(source);
    const target = this.arena.offset(address);
    arena.bytes(source).copy(this.arena.bytes(address), target, from, from + length);
    return address;
  }

  #grow(end: number): void {
    const room = Math.max(end, this.addresses.length * 2);
    const addresses = new Uint32Array(room);
    addresses.set(this.addresses);
    this.addresses = addresses;
    const lengths = new Uint32Array(room);
    lengths.set(this.lengths);
    this.lengths = lengths;
  }
}
