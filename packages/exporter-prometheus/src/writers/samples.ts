import type { MetricFamily, Point, SeriesGroup } from '../model/family.js';
import { type ByteWriter, maximumNumber } from './byte-writer.js';
import { EncodedGroup } from './encoded-group.js';
import { classicBuckets } from './exponential.js';
import { type Piece, piece } from './piece.js';
import { type SampleName, sampleName } from './sample-name.js';
import { labelText } from './text-escape.js';

/** What differs between the text formats in the lines of a series. */
export interface TextDialect {
  /** A histogram bound as the value of `le`. */
  readonly bound: (value: number) => string;
}

const newline = 10;
const comma = 44;

/** Copies a piece into the output. */
function put(out: ByteWriter, { view, bytes, length, wordSafe }: Piece): void {
  if (wordSafe) out.copy(view, 0, length);
  else out.copyBytes(bytes, 0, length);
}

/**
 * Writes the lines of the series of one group. `next` writes as many series as fit in the chunk.
 * One series is always written whole and without giving up the event loop, so that its lines agree.
 */
export class GroupLines {
  readonly encoded: EncodedGroup;
  readonly #end: number;
  readonly #kind: SeriesGroup['kind'];
  readonly #name: SampleName;
  readonly #bucket: SampleName;
  readonly #sum: SampleName;
  readonly #count: SampleName;
  readonly #bounds: readonly Piece[];
  readonly #dialect: TextDialect;
  readonly #onDuplicate: (labels: string) => void;
  #index = 0;

  constructor(
    family: MetricFamily,
    group: SeriesGroup,
    dialect: TextDialect,
    onDuplicate: (labels: string) => void,
  ) {
    this.encoded = EncodedGroup.open('text', group, labelText);
    this.#end = this.encoded.series.length;
    this.#kind = group.kind;
    this.#dialect = dialect;
    this.#onDuplicate = onDuplicate;
    this.#name = sampleName(family.name);
    this.#bucket = sampleName(`${family.name}_bucket`);
    this.#sum = sampleName(`${family.name}_sum`);
    this.#count = sampleName(`${family.name}_count`);
    this.#bounds = [...group.bounds, Number.POSITIVE_INFINITY].map((bound) =>
      piece(`le="${dialect.bound(bound)}"} `),
    );
  }

  /** True when there is a series to write. */
  get any(): boolean {
    const { series } = this.encoded;
    for (let i = 0; i < this.#end; i++) if (!(series[i] as Point).removed) return true;
    return false;
  }

  /** Writes until the chunk is full (false) or the group is done (true). */
  next(out: ByteWriter, family: readonly EncodedGroup[]): boolean {
    const { encoded } = this;
    const { series } = encoded;
    for (let i = this.#index; i < this.#end; i++) {
      const point = series[i] as Point;
      if (point.removed) continue;
      while (encoded.length <= i) encoded.extend(family, this.#onDuplicate);
      const length = encoded.lengths[i] as number;
      if (length === 0) continue;
      let written: boolean;
      if (this.#kind === 'number') written = this.#number(out, point, i, length);
      else if (this.#kind === 'histogram') written = this.#histogram(out, point, i, length);
      else written = this.#exponential(out, point, i, length);
      if (!written) {
        this.#index = i;
        return false;
      }
    }
    this.#index = this.#end;
    return true;
  }

  #number(out: ByteWriter, point: Point, index: number, length: number): boolean {
    const name = this.#name;
    if (!out.fits(name.bare.length + length + maximumNumber + 1)) return false;
    this.#line(out, name, index, length);
    out.number(point.value as number);
    out.byte(newline);
    return true;
  }

  #histogram(out: ByteWriter, point: Point, index: number, length: number): boolean {
    const bounds = this.#bounds;
    const line = this.#bucket.bare.length + length + maximumNumber + 40;
    if (!out.fits((bounds.length + 2) * line)) return false;
    const counts = point.bucketCounts as ArrayLike<number>;
    let total = 0;
    for (let i = 0; i < bounds.length; i++) {
      total += (counts[i] as number | undefined) ?? 0;
      this.#open(out, this.#bucket, index, length);
      put(out, bounds[i] as Piece);
      out.number(total);
      out.byte(newline);
    }
    this.#totals(out, point, index, length, total);
    return true;
  }

  #exponential(out: ByteWriter, point: Point, index: number, length: number): boolean {
    const { bounds, cumulative } = classicBuckets(point);
    const line = this.#bucket.bare.length + length + maximumNumber + 40;
    if (!out.fits((bounds.length + 3) * line)) return false;
    for (let i = 0; i < bounds.length; i++) {
      this.#open(out, this.#bucket, index, length);
      put(out, piece(`le="${this.#dialect.bound(bounds[i] as number)}"} `));
      out.number(cumulative[i] as number);
      out.byte(newline);
    }
    const count = point.count as number;
    this.#open(out, this.#bucket, index, length);
    put(out, piece('le="+Inf"} '));
    out.number(count);
    out.byte(newline);
    this.#totals(out, point, index, length, count);
    return true;
  }

  #totals(out: ByteWriter, point: Point, index: number, length: number, count: number): void {
    if (point.sum !== undefined) {
      this.#line(out, this.#sum, index, length);
      out.number(point.sum);
      out.byte(newline);
    }
    this.#line(out, this.#count, index, length);
    out.number(count);
    out.byte(newline);
  }

  /** Name and labels, up to the blank before the number. */
  #line(out: ByteWriter, name: SampleName, index: number, length: number): void {
    if (length === 1) put(out, name.bare);
    else {
      put(out, name.start);
      this.#labels(out, index, name.skip, length - name.skip);
    }
  }

  /** Name and labels, up to where another label can follow. */
  #open(out: ByteWriter, name: SampleName, index: number, length: number): void {
    if (length === 1) put(out, name.opened);
    else {
      put(out, name.start);
      this.#labels(out, index, name.skip, length - name.skip - 2);
      out.byte(comma);
    }
  }

  #labels(out: ByteWriter, index: number, skip: number, length: number): void {
    const { arena, addresses, wordSafe } = this.encoded;
    const address = addresses[index] as number;
    const from = arena.offset(address) + skip;
    if (wordSafe) out.copy(arena.view(address), from, length);
    else out.copyBytes(arena.bytes(address), from, length);
  }
}
