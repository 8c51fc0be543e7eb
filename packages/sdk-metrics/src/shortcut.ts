import type { Series } from './series.js';

/** Fills the places of a shortcut table that hold nothing; no attribute value is identical to it. */
const vacant: unknown = Object.freeze({});

/** More series than this are left to the trie: the table would no longer stay in the cache. */
export const maxShortcutSeries = 512;

/** Series that are looked at to choose the hash. */
const sampleSize = 256;

/** Characters that are tried beside the last one, counted from the end. */
const reaches = [1, 2, 4];

const maxHashedLabels = 4;
const factors = [
  [7, 31, 3],
  [11, 37, 5],
  [13, 41, 17],
  [19, 43, 23],
] as const;

/** Which labels are hashed, and which of their characters. */
export interface ShortcutHash {
  readonly labels: readonly number[];
  readonly reach: number;
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
  readonly hash: ShortcutHash;
  /** For each place the series, then the values of its labels. */
  readonly table: unknown[];
  readonly stride: number;
  readonly mask: number;
  /** Series of the stream when the table was made: with twice as many it is time for another one. */
  readonly seriesCount: number;

  constructor(rows: readonly ShortcutRow[], labelCount: number, seriesCount: number) {
    let places = 8;
    while (places < 2 * rows.length) places *= 2;
    this.stride = labelCount + 1;
    this.mask = places - 1;
    this.seriesCount = Math.max(1, seriesCount);
    this.hash = chooseHash(rows.slice(0, sampleSize), labelCount, this.mask);
    this.table = new Array(places * this.stride).fill(vacant);
    for (const { values, series } of rows) {
      const at = this.place(values);
      if (this.table[at] !== vacant) continue;
      this.table[at] = series;
      for (let i = 0; i < labelCount; i++) this.table[at + 1 + i] = values[i];
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

  /** The expression of a label's place, for `label0`, `label1` and so on; `length` is a scratch variable. */
  get placeText(): string {
    const { labels, reach } = this.hash;
    if (labels.length === 0) return '0';
    const terms = labels.map((label, i) => {
      const [a, b, c] = factors[i] as (typeof factors)[number];
      const name = `label${label}`;
      return (
        `(typeof ${name} === 'string' ? (length = ${name}.length, length > 0 ? length * ${a} + ` +
        `${name}.charCodeAt(length - 1) * ${b} + ${name}.charCodeAt(length > ${reach} ? length - ${reach + 1} : 0) * ${c} : 0) ` +
        `: typeof ${name} === 'number' ? ${name} * ${b} | 0 : ${name} === true ? ${c} : 0)`
      );
    });
    return `((${terms.join(' + ')}) & ${this.mask}) * ${this.stride}`;
  }
}

/** What {@link Shortcut.placeText} computes before masking. */
function hashValues(values: readonly unknown[], { labels, reach }: ShortcutHash): number {
  let hash = 0;
  for (let i = 0; i < labels.length; i++) {
    const [a, b, c] = factors[i] as (typeof factors)[number];
    const value = values[labels[i] as number];
    if (typeof value === 'string') {
      const { length } = value;
      if (length === 0) continue;
      const second = value.charCodeAt(length > reach ? length - reach - 1 : 0);
      hash += length * a + value.charCodeAt(length - 1) * b + second * c;
    } else if (typeof value === 'number') {
      hash += (value * b) | 0;
    } else if (value === true) {
      hash += c;
    }
  }
  return hash;
}

/** The cheapest hash that spreads the series well: one more label must be worth it. */
function chooseHash(rows: readonly ShortcutRow[], labelCount: number, mask: number): ShortcutHash {
  const distinct = Array.from({ length: labelCount }, (_, label) => ({
    label,
    count: new Set(rows.map(({ values }) => values[label])).size,
  })).sort((a, b) => b.count - a.count);
  const varying = distinct.filter(({ count }) => count > 1).slice(0, maxHashedLabels);
  let best: ShortcutHash = { labels: [], reach: 1 };
  let bestPlaces = 1;
  for (let count = 1; count <= varying.length; count++) {
    const labels = varying.slice(0, count).map(({ label }) => label);
    for (const reach of reaches) {
      const hash = { labels, reach };
      const places = new Set(rows.map(({ values }) => hashValues(values, hash) & mask)).size;
      if (places > bestPlaces * (labels.length > best.labels.length ? 1.04 : 1)) {
        best = hash;
        bestPlaces = places;
      }
    }
  }
  return best;
}
