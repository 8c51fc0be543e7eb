import type { Series } from './series.js';

/** Fills the places of a shortcut table that hold nothing; no attribute value is identical to it. */
const vacant: unknown = Object.freeze({});

/** More series than this are left to the trie: the table would no longer stay in the cache. */
export const maxShortcutSeries = 512;

/** Series that are looked at to choose the hash. */
const sampleSize = 256;

/** Characters that are tried beside the last one, counted from the end. */
const reaches = [1, 2, 4];

/** Multipliers that are tried when the first ones leave series without a place. */
const salts = [0, 2, 4, 6, 10, 14, 20, 28];

const maxHashedLabels = 4;

/** A hash is kept while it takes so much of the places that the best one would. */
const goodEnough = 0.9;

const factors = [
  [7, 31, 3],
  [11, 37, 5],
  [13, 41, 17],
  [19, 43, 23],
] as const;

/** Which labels are hashed, which of their characters, and by what they are multiplied. */
export interface ShortcutHash {
  readonly labels: readonly number[];
  readonly reach: number;
  readonly salt: number;
}

/** One series and the values of its labels, in the order of the shortcut's keys. */
export interface ShortcutRow {
  readonly values: readonly unknown[];
  readonly series: Series;
}

/**
 * A small hash table in front of the trie: the series of the label values that are used now, found
 * with one comparison a label. The hash is weak and cheap, the length and two characters of the
 * labels that differ most, chosen by looking at the series that exist. Nothing depends on it but
 * time: what is not in its place is found in the trie.
 */
export class Shortcut {
  readonly keys: readonly string[];
  readonly hash: ShortcutHash;
  /** For each place the series, then the values of its labels. */
  readonly table: unknown[] = [];
  readonly stride: number;
  mask = 0;
  /** Series of the stream when the table was made: with twice as many it is time for a larger one. */
  seriesCount = 0;

  constructor(rows: readonly ShortcutRow[], keys: readonly string[], seriesCount: number) {
    this.keys = keys;
    this.stride = keys.length + 1;
    this.hash = chooseHash(rows.slice(0, sampleSize), keys.length, placesFor(rows.length) - 1);
    this.fill(rows, seriesCount);
  }

  /**
   * Makes room for these series, in place, since compiled recorders hold the table.
   *
   * @returns false when another hash would spread them better, and nothing was done
   */
  grow(rows: readonly ShortcutRow[], seriesCount: number): boolean {
    const mask = placesFor(rows.length) - 1;
    const sample = rows.slice(0, sampleSize);
    const best = chooseHash(sample, this.keys.length, mask);
    if (spread(sample, this.hash, mask) < goodEnough * spread(sample, best, mask)) return false;
    this.fill(rows, seriesCount);
    return true;
  }

  private fill(rows: readonly ShortcutRow[], seriesCount: number): void {
    const { table, stride } = this;
    const places = placesFor(rows.length);
    this.mask = places - 1;
    this.seriesCount = Math.max(1, seriesCount);
    table.fill(vacant);
    // Pushed: an array that was made with its length has holes in V8's eyes, which every read checks.
    while (table.length < places * stride) table.push(vacant);
    for (const { values, series } of rows) {
      const at = this.place(values);
      if (table[at] !== vacant) continue;
      table[at] = series;
      for (let i = 0; i < values.length; i++) table[at + 1 + i] = values[i];
    }
  }

  /** Takes a series out that was removed. */
  forget(series: Series): void {
    const { table, stride } = this;
    for (let at = 0; at < table.length; at += stride) {
      if (table[at] === series) table.fill(vacant, at, at + stride);
    }
  }

  clear(): void {
    this.table.fill(vacant);
  }

  private place(values: readonly unknown[]): number {
    return (hashValues(values, this.hash) & this.mask) * this.stride;
  }

  /**
   * The function `hash(label, a, b, c)` of {@link placeText}. It stands by itself to keep the recorder
   * short enough to be put into its callers' code.
   */
  get hashText(): string {
    const { reach } = this.hash;
    return `
      function hash(label, a, b, c) {
        if (typeof label !== 'string') return typeof label === 'number' ? label * b | 0 : label === true ? c : 0;
        const length = label.length;
        if (length === 0) return 0;
        const second = label.charCodeAt(length > ${reach} ? length - ${reach + 1} : 0);
        return length * a + label.charCodeAt(length - 1) * b + second * c;
      }`;
  }

  /** The expression of a place, for `label0`, `label1` and so on, and `shortcut`, which is this. */
  get placeText(): string {
    const { labels, salt } = this.hash;
    if (labels.length === 0) return '0';
    const terms = labels.map((label, i) => {
      const [a, b, c] = factors[i] as Factors;
      return `hash(label${label}, ${a}, ${b + salt}, ${c})`;
    });
    return `((${terms.join(' + ')}) & shortcut.mask) * ${this.stride}`;
  }
}

type Factors = readonly [number, number, number];

/** What {@link Shortcut.placeText} computes before masking. */
function hashValues(values: readonly unknown[], { labels, reach, salt }: ShortcutHash): number {
  let hash = 0;
  for (let i = 0; i < labels.length; i++) {
    const [a, b, c] = factors[i] as Factors;
    hash += hashValue(values[labels[i] as number], reach, a, b + salt, c);
  }
  return hash;
}

function hashValue(value: unknown, reach: number, a: number, b: number, c: number): number {
  if (typeof value === 'number') return (value * b) | 0;
  if (typeof value !== 'string') return value === true ? c : 0;
  const { length } = value;
  if (length === 0) return 0;
  const second = value.charCodeAt(length > reach ? length - reach - 1 : 0);
  return length * a + value.charCodeAt(length - 1) * b + second * c;
}

function placesFor(rows: number): number {
  let places = 8;
  while (places < 2 * rows) places *= 2;
  return places;
}

/** How many places of the table the series would take. */
function spread(rows: readonly ShortcutRow[], hash: ShortcutHash, mask: number): number {
  return new Set(rows.map(({ values }) => hashValues(values, hash) & mask)).size;
}

/** The cheapest hash that spreads the series well: one more label must be worth it. */
function chooseHash(rows: readonly ShortcutRow[], labelCount: number, mask: number): ShortcutHash {
  const distinct = Array.from({ length: labelCount }, (_, label) => ({
    label,
    count: new Set(rows.map(({ values }) => values[label])).size,
  })).sort((a, b) => b.count - a.count);
  const varying = distinct.filter(({ count }) => count > 1).slice(0, maxHashedLabels);
  let best: ShortcutHash = { labels: [], reach: 1, salt: 0 };
  let bestPlaces = 1;
  for (let count = 1; count <= varying.length; count++) {
    const labels = varying.slice(0, count).map(({ label }) => label);
    for (const reach of reaches) {
      const hash = { labels, reach, salt: 0 };
      const places = spread(rows, hash, mask);
      if (places > bestPlaces * (labels.length > best.labels.length ? 1.04 : 1)) {
        best = hash;
        bestPlaces = places;
      }
    }
  }
  return chooseSalt(rows, best, bestPlaces, mask);
}

/** Series without a place are found in the trie, at twice the cost: other multipliers may have room for them. */
function chooseSalt(
  rows: readonly ShortcutRow[],
  hash: ShortcutHash,
  places: number,
  mask: number,
): ShortcutHash {
  let best = hash;
  let bestPlaces = places;
  for (const salt of salts) {
    if (bestPlaces === rows.length) break;
    const salted = { ...hash, salt };
    const found = spread(rows, salted, mask);
    if (found > bestPlaces) {
      best = salted;
      bestPlaces = found;
    }
  }
  return best;
}
