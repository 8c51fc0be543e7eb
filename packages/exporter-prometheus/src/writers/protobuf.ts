// Above 300 lines: the wire numbers of one message type are easier to check against its .proto in one place.
import type { LiveExemplar } from '@obs/metrics-model';
import type { MetricFamily, MetricType, Point, SeriesGroup } from '../model/family.js';
import { ByteWriter, type Copy } from './byte-writer.js';
import { EncodedGroup, hidden } from './encoded-group.js';
import { exemplarsOf } from './exemplar.js';
import { encodeLabelPairs } from './label-pairs.js';
import type { WriterOptions } from './options.js';
import { counterMessage, histogramMessage, valueField } from './protobuf-series.js';
import { isTime } from './time.js';
import { MessageBuilder, plainNumber, putVarint, unsigned, varintLength } from './wire.js';

/**
 * Most of a family's bytes in one message. A larger family comes in several messages of the same
 * name, which Prometheus takes as one: a message's length stands before it, so it must be complete
 * in memory before any of it can be sent.
 */
const maximumMessage = 1024 * 1024;

// Series between two chances for the caller to do other things.
const batch = 256;

// Room for an exemplar: 128 characters of labels at up to four bytes, value, time, framing.
const maximumExemplar = 1_200;

// Room for a native histogram: 160 buckets a side and as many exemplars as a reservoir holds.
const maximumNative = 48 * 1024;

// A length before a message of at most 4 GiB.
const lengthRoom = 5;

const types: Readonly<Record<MetricType, number>> = {
  counter: 0,
  gauge: 1,
  info: 1,
  unknown: 3,
  histogram: 4,
};

const nothing = new Uint8Array(0);

/**
 * Writes families as length-delimited `io.prometheus.client.MetricFamily` messages, with exemplars,
 * start times, and exponential histograms as native ones. Chunks as `writeText` gives them; some are
 * empty, so that the caller gets its turn while a message grows.
 *
 * Source: Prometheus, client_model `metrics.proto`.
 */
export function* writeProtobuf(
  families: Iterable<MetricFamily>,
  options: WriterOptions = {},
): Generator<Uint8Array, void, void> {
  const size = Math.min(options.chunkSize ?? maximumMessage, maximumMessage);
  const out = new ByteWriter(size, options.lend);
  try {
    // Collecting may have taken its time already.
    yield nothing;
    for (const family of families) {
      yield* writeFamily(out, family, options);
      // A small family shares its chunk with the next ones.
      if (out.position > size / 2) yield out.take();
    }
    if (out.position > 0) yield out.take();
  } finally {
    out.close();
  }
}

function* writeFamily(
  out: ByteWriter,
  family: MetricFamily,
  options: WriterOptions,
): Generator<Uint8Array, void, void> {
  const onDuplicate = () => options.onDuplicate?.(family.name, '');
  const onTooWide = () => options.onTooWide?.(family.name);
  const encoded = EncodedGroup.open('protobuf', family.groups, encodeLabelPairs);
  const groups = family.groups.map(
    (group, i) =>
      new GroupMessages(family.type, group, encoded[i] as EncodedGroup, onDuplicate, onTooWide),
  );
  const message = new OpenMessage(out, familyHead(family));
  let previous: GroupMessages | undefined;
  for (const group of groups) {
    // Prometheus 2 takes all histograms of a message for native, or none, by the first of them.
    if (group.native !== previous?.native) message.close();
    previous = group;
    for (;;) {
      const step = group.next(message, encoded);
      if (step === 'done') break;
      if (step === 'full') message.close();
      yield step === 'full' ? out.take() : nothing;
    }
  }
  message.close();
}

function familyHead({ name, help, type, unit }: MetricFamily): Uint8Array {
  const head = new MessageBuilder().text(1, name);
  if (help !== '') head.text(2, help);
  head.varint(3, types[type]);
  if (unit !== '') head.text(5, unit);
  return head.finish();
}

/** A `MetricFamily` message in the making, behind those that the chunk has already. */
class OpenMessage {
  readonly out: ByteWriter;
  readonly #head: Uint8Array;
  #start = 0;
  #any = false;

  constructor(out: ByteWriter, head: Uint8Array) {
    this.out = out;
    this.#head = head;
  }

  /** True when one more series of `size` bytes needs no new chunk; says it of an empty one always. */
  hasRoom(size: number): boolean {
    const { position, limit } = this.out;
    const head = this.#any ? 0 : lengthRoom + this.#head.length;
    return position === 0 || position + head + size <= limit;
  }

  /** Makes room for one more series of `size` bytes; false when the chunk has to be taken first. */
  fits(size: number): boolean {
    const { out } = this;
    if (this.#any) return out.fits(size);
    if (!out.fits(lengthRoom + this.#head.length + size)) return false;
    this.#start = out.position;
    out.position += lengthRoom;
    out.put(this.#head, this.#head.length);
    this.#any = true;
    return true;
  }

  /** Puts the length before the message, if there is one. */
  close(): void {
    if (!this.#any) return;
    this.#any = false;
    const { out } = this;
    const from = this.#start + lengthRoom;
    const content = putVarint(out.bytes, this.#start, out.position - from);
    out.bytes.copyWithin(content, from, out.position);
    out.position -= from - content;
  }
}

class GroupMessages {
  readonly encoded: EncodedGroup;
  readonly #type: MetricType;
  readonly #group: SeriesGroup;
  readonly #end: number;
  readonly #onDuplicate: () => void;
  readonly #onTooWide: () => void;
  readonly #bounds: DataView;
  #index = 0;

  constructor(
    type: MetricType,
    group: SeriesGroup,
    encoded: EncodedGroup,
    onDuplicate: () => void,
    onTooWide: () => void,
  ) {
    this.encoded = encoded;
    this.#type = type;
    this.#group = group;
    this.#end = this.encoded.series.length;
    this.#onDuplicate = onDuplicate;
    this.#onTooWide = onTooWide;
    this.#bounds = new DataView(new ArrayBuffer(group.bounds.length * 8));
    group.bounds.forEach((bound, i) => {
      this.#bounds.setFloat64(i * 8, bound, true);
    });
  }

  get native(): boolean {
    return this.#group.kind === 'exponentialHistogram';
  }

  /** Writes one batch of series, or as many as fit. */
  next(message: OpenMessage, family: readonly EncodedGroup[]): 'full' | 'more' | 'done' {
    const end = Math.min(this.#end, this.#index + batch);
    if (!this.encoded.extendTo(end, family, this.#onDuplicate)) return 'more';
    for (; this.#index < end; this.#index++) {
      const point = this.encoded.series[this.#index] as Point;
      if (this.encoded.addresses[this.#index] === hidden || point.removed) continue;
      if (!this.#series(message, this.#index, point)) return 'full';
    }
    return this.#index < this.#end ? 'more' : 'done';
  }

  #series(message: OpenMessage, index: number, point: Point): boolean {
    if (this.#group.kind === 'number') return this.#number(message, index, point);
    if (this.#group.kind === 'histogram') return this.#histogram(message, index, point);
    return this.#built(message, index, point, exemplarsOf);
  }

  /** Gauges, and counters without exemplars. */
  #number(message: OpenMessage, index: number, point: Point): boolean {
    const counter = this.#type === 'counter';
    const labels = this.encoded.lengths[index] as number;
    const [seconds, nanoseconds] = point.startTime;
    const started = counter && isTime(point.startTime);
    const time = started ? 2 + varintLength(seconds) + varintLength(nanoseconds) : 0;
    const value = 9 + (started ? 2 + time : 0);
    const size = labels + 2 + value;
    const exemplars = counter && point.exemplars !== undefined;
    if (!message.fits(size + 12 + (exemplars ? maximumExemplar : 0))) return false;
    const found = exemplars ? exemplarsOf(point) : undefined;
    if (found) return this.#built(message, index, point, () => found);
    const { out } = message;
    const { bytes, view } = out;
    let at = this.#start(out, index, labels, size, valueField(this.#type), value);
    bytes[at++] = 0x09;
    view.setFloat64(at, plainNumber(point.value as number), true);
    at += 8;
    if (started) at = putTimestamp(bytes, at, 0x1a, time, seconds, nanoseconds);
    out.position = at;
    return true;
  }

  /** A classic histogram without exemplars. */
  #histogram(message: OpenMessage, index: number, point: Point): boolean {
    const labels = this.encoded.lengths[index] as number;
    const bounds = this.#group.bounds.length;
    // 32 bytes a bucket and 64 for all else, whatever the counts are.
    const exemplars = point.exemplars !== undefined;
    const extra = exemplars ? (bounds + 1) * maximumExemplar : 0;
    if (!message.fits(labels + bounds * 32 + 96 + extra)) return false;
    const found = exemplars ? exemplarsOf(point) : undefined;
    if (found) return this.#built(message, index, point, () => found);
    const counts = point.bucketCounts as ArrayLike<number>;
    const [seconds, nanoseconds] = point.startTime;
    const started = isTime(point.startTime);
    const time = started ? 2 + varintLength(seconds) + varintLength(nanoseconds) : 0;
    const count = unsigned(point.count as number);
    const sum = point.sum;
    let size = 1 + varintLength(count) + (sum === undefined ? 0 : 9) + (started ? 2 + time : 0);
    let total = 0;
    for (let i = 0; i < bounds; i++) {
      total += (counts[i] as number | undefined) ?? 0;
      size += 12 + varintLength(total);
    }
    const { out } = message;
    const { bytes, view } = out;
    const metric = labels + 1 + varintLength(size) + size;
    let at = this.#start(out, index, labels, metric, 7, size);
    bytes[at++] = 0x08;
    at = putVarint(bytes, at, count);
    if (sum !== undefined) {
      bytes[at++] = 0x11;
      view.setFloat64(at, plainNumber(sum), true);
      at += 8;
    }
    total = 0;
    for (let i = 0; i < bounds; i++) {
      total += (counts[i] as number | undefined) ?? 0;
      bytes[at++] = 0x1a;
      bytes[at++] = 10 + varintLength(total);
      bytes[at++] = 0x08;
      at = putVarint(bytes, at, total);
      bytes[at++] = 0x11;
      view.setFloat64(at, this.#bounds.getFloat64(i * 8, true), true);
      at += 8;
    }
    if (started) at = putTimestamp(bytes, at, 0x7a, time, seconds, nanoseconds);
    out.position = at;
    return true;
  }

  /** A series with exemplars, or a native histogram: rare or small in number. */
  #built(
    message: OpenMessage,
    index: number,
    point: Point,
    exemplarsNow: (point: Point) => readonly LiveExemplar[] | undefined,
  ): boolean {
    // Exemplars can be asked for only once, so there must be room before they are.
    const labels = this.encoded.lengths[index] as number;
    if (!message.hasRoom(labels + maximumNative)) return false;
    const exemplars = exemplarsNow(point) ?? [];
    const value =
      this.#type === 'counter'
        ? counterMessage(point, exemplars)
        : histogramMessage(this.#group, point, exemplars);
    if (value === undefined) {
      this.#onTooWide();
      return true;
    }
    const { length } = value;
    const metric = labels + 1 + varintLength(length) + length;
    if (!message.fits(metric + 12)) return false;
    const { out } = message;
    out.position = this.#start(out, index, labels, metric, valueField(this.#type), length);
    out.put(value.finish(), length);
    return true;
  }

  /** The `Metric` field of the family, its labels, and the start of its value. */
  #start(
    out: ByteWriter,
    index: number,
    labels: number,
    size: number,
    field: number,
    value: number,
  ): number {
    const { arena, addresses } = this.encoded;
    const { bytes, view } = out;
    let at = out.position;
    bytes[at++] = 0x22;
    at = putVarint(bytes, at, size);
    if (labels > 0) {
      const address = addresses[index] as number;
      const copy: Copy = this.encoded.copy;
      at = copy(view, at, arena.view(address), arena.offset(address), labels);
    }
    bytes[at++] = field * 8 + 2;
    return putVarint(bytes, at, value);
  }
}

function putTimestamp(
  bytes: Uint8Array,
  start: number,
  tag: number,
  length: number,
  seconds: number,
  nanoseconds: number,
): number {
  let at = start;
  bytes[at++] = tag;
  bytes[at++] = length;
  bytes[at++] = 0x08;
  at = putVarint(bytes, at, seconds);
  bytes[at++] = 0x10;
  return putVarint(bytes, at, nanoseconds);
}
