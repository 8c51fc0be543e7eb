import { allFresh, type Series } from './series.js';

const firstRows = 512;

/** Odd, and unrelated to each other: label i adds its id times the i-th of them. */
const multipliers = [
  0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f, 0x165667b1, 0xd3a2646d, 0xfd7046c5, 0xb55a4f09,
  0x8cb92ba7, 0xa0761d65, 0xe7037ed1, 0x589965cd,
] as const;

/** Sets of more labels than this are left to the trie. */
export const maxIdLabels = multipliers.length;

/**
 * A hash table in front of the trie for streams with many series. Each label has a map from its
 * values to small integers: few values a label keep these maps in the cache, where the nodes of a
 * trie of 10,000 series are not. The integers are hashed, and compared in one line of memory.
 *
 * It holds what was found in the trie, one row a series, and nothing depends on it but time. Rows
 * of removed series go when there is no room left, or when they are half of all: it never has more
 * than twice as many rows, and values, as there were series at a time.
 */
export class IdTable {
  /** Unlike the shortcut it grows with the stream: no number of series is a reason for another one. */
  readonly seriesCount = Number.POSITIVE_INFINITY;
  readonly stride: number;
  /** By label: the number of each value. */
  readonly ids: readonly Map<unknown, number>[];
  /** By hash: the row plus one; zero where there is none. At least two for each row. */
  slots = new Int32Array(2 * firstRows);
  /** What the hash is shifted by, so that it ends as an index of `slots`. */
  shift = Math.clz32(2 * firstRows) + 1;
  /** By row: the numbers of its labels' values. */
  rowIds: Int32Array;
  rows: Series[] = [];
  /** Counts how often the numbers were given anew: then those that a recorder remembers are wrong. */
  epoch = 0;

  private readonly keys: readonly string[];
  private removed = 0;

  constructor(keys: readonly string[]) {
    this.keys = keys;
    this.stride = keys.length;
    this.ids = keys.map(() => new Map());
    this.rowIds = new Int32Array(firstRows * keys.length);
  }

  /** Adds a series that the trie has found, or takes it instead of a removed one of the same labels. */
  remember(series: Series): void {
    const { attributes } = series;
    // The values of the series, not those of the caller, which may be parts of a large text.
    const values = this.keys.map((key) =>
      Object.hasOwn(attributes, key) ? attributes[key] : undefined,
    );
    // Arrays and maps are compared by content, which the trie does.
    if (values.some((value) => typeof value === 'object' && value !== null)) return;
    if ((this.rows.length + 1) * 2 > this.slots.length) this.makeRoom();
    const { stride, rows } = this;
    const base = rows.length * stride;
    for (let i = 0; i < stride; i++) {
      const ids = this.ids[i] as Map<unknown, number>;
      let id = ids.get(values[i]);
      if (id === undefined) {
        id = ids.size;
        ids.set(values[i], id);
      }
      this.rowIds[base + i] = id;
    }
    const mask = this.slots.length - 1;
    let at = this.hash(base);
    for (let row = this.slots[at] as number; row !== 0; row = this.slots[at] as number) {
      if (this.isSame((row - 1) * stride, base)) {
        rows[row - 1] = series;
        return;
      }
      at = (at + 1) & mask;
    }
    rows.push(series);
    this.slots[at] = rows.length;
  }

  /** Told of each series that was removed. */
  forget(_series: Series): void {
    if (++this.removed * 2 > this.rows.length) this.clear();
  }

  clear(): void {
    this.removed = 0;
    if (this.rows.length === 0) return;
    this.epoch++;
    for (const ids of this.ids) ids.clear();
    this.rows = [];
    this.rowIds = new Int32Array(firstRows * this.stride);
    this.resize(2 * firstRows);
  }

  /** The variables of {@link seekText}: a label that rarely changes costs one comparison. */
  get seekState(): string {
    const last = this.keys.map(
      (_, i) => `const ids${i} = ids.ids[${i}]; let last${i} = nothing, lastId${i} = 0;`,
    );
    return `let epoch = ids.epoch; ${last.join(' ')}`;
  }

  /**
   * The recorder's look-up, in terms of `ids`, which is this table, and of variables with the values
   * of the labels. Returns the series, or goes on behind its text when it finds none.
   */
  seekText(labels: readonly string[]): string {
    return `
      seek: {
        if (epoch !== ids.epoch) {
          epoch = ids.epoch;
          ${labels.map((_, i) => `last${i} = nothing;`).join(' ')}
        }
        ${labels
          .map(
            (label, i) => `
        let id${i};
        if (${label} === last${i}) id${i} = lastId${i};
        else {
          id${i} = ids${i}.get(${label});
          if (id${i} === undefined) break seek;
          last${i} = ${label};
          lastId${i} = id${i};
        }`,
          )
          .join('')}
        const { slots, rowIds } = ids;
        const mask = slots.length - 1;
        let at = (${labels.map((_, i) => `Math.imul(id${i}, ${multipliers[i]})`).join(' + ')}) >>> ids.shift;
        for (;;) {
          const row = slots[at];
          if (row === 0) break seek;
          const base = (row - 1) * ${labels.length};
          if (${labels.map((_, i) => `rowIds[base + ${i}] === id${i}`).join(' && ')}) {
            const series = ids.rows[row - 1];
            if (series.fresh <= ${allFresh}) return series;
            break seek;
          }
          at = (at + 1) & mask;
        }
      }`;
  }

  private makeRoom(): void {
    let live = 0;
    for (const { removed } of this.rows) if (!removed) live++;
    if (live * 2 < this.rows.length) {
      this.clear();
      return;
    }
    const rowIds = new Int32Array(this.rowIds.length * 2);
    rowIds.set(this.rowIds);
    this.rowIds = rowIds;
    this.resize(this.slots.length * 2);
  }

  private resize(length: number): void {
    const slots = new Int32Array(length);
    this.slots = slots;
    this.shift = Math.clz32(length) + 1;
    for (let row = 0; row < this.rows.length; row++) {
      let at = this.hash(row * this.stride);
      while (slots[at] !== 0) at = (at + 1) & (length - 1);
      slots[at] = row + 1;
    }
  }

  private hash(base: number): number {
    let sum = 0;
    for (let i = 0; i < this.stride; i++) {
      sum = (sum + Math.imul(this.rowIds[base + i] as number, multipliers[i] as number)) | 0;
    }
    return sum >>> this.shift;
  }

  private isSame(a: number, b: number): boolean {
    for (let i = 0; i < this.stride; i++) {
      if (this.rowIds[a + i] !== this.rowIds[b + i]) return false;
    }
    return true;
  }
}
