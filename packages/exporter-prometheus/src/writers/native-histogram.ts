import type { LiveExponentialBuckets } from '@obs/metrics-model';
import type { Point } from '../model/family.js';
import { MessageBuilder, unsigned, zigzag } from './wire.js';

const maximumSchema = 8;
const minimumSchema = -4;

// What the compatibility specification sets when the histogram has no threshold of its own.
const defaultZeroThreshold = 1e-128;

// A gap of at most this many empty buckets is written as empty buckets: shorter than a new span.
const maximumGap = 2;

interface Buckets {
  /** Index of the first bucket, in Prometheus' counting: by upper bound. */
  readonly first: number;
  readonly counts: readonly number[];
}

/**
 * Adds the native part of a `Histogram` message. False, and nothing added, when the scale is below
 * what Prometheus knows. Source: compatibility specification, Exponential Histograms.
 */
export function addNative(message: MessageBuilder, point: Point): boolean {
  const scale = point.scale ?? 0;
  if (scale < minimumSchema) return false;
  const shift = Math.max(0, scale - maximumSchema);
  message
    .varint(5, zigzag(scale - shift))
    .double(6, point.zeroThreshold || defaultZeroThreshold)
    .varint(7, unsigned(point.zeroCount ?? 0));
  addSide(message, 9, downscaled(point.negative, shift));
  addSide(message, 12, downscaled(point.positive, shift));
  return true;
}

/** Buckets of a scale lower by `shift`: 2^shift neighbours become one. */
function downscaled(buckets: LiveExponentialBuckets | undefined, shift: number): Buckets {
  const { offset, counts } = buckets ?? { offset: 0, counts: [] };
  const factor = 2 ** shift;
  const start = Math.floor(offset / factor);
  const merged: number[] = [];
  for (let i = 0; i < counts.length; i++) {
    const at = Math.floor((offset + i) / factor) - start;
    merged[at] = (merged[at] ?? 0) + (counts[i] as number);
  }
  // OpenTelemetry counts buckets by lower bound, Prometheus by upper bound: one apart.
  return { first: start + 1, counts: merged };
}

/** Spans go into field `field`, the counts' differences into the next one. */
function addSide(message: MessageBuilder, field: number, { first, counts }: Buckets): void {
  const deltas: number[] = [];
  let previous = 0;
  let end = 0;
  for (let i = 0; i < counts.length; ) {
    if (unsigned(counts[i] as number) === 0) {
      i++;
      continue;
    }
    const stop = spanEnd(counts, i);
    const offset = deltas.length === 0 ? first + i : i - end;
    message.message(field, new MessageBuilder().varint(1, zigzag(offset)).varint(2, stop - i));
    for (; i < stop; i++) {
      const count = unsigned(counts[i] as number);
      deltas.push(count - previous);
      previous = count;
    }
    end = stop;
  }
  for (const delta of deltas) message.varint(field + 1, zigzag(delta));
}

/** One past the last bucket of the span that starts at `start`. */
function spanEnd(counts: readonly number[], start: number): number {
  let end = start + 1;
  for (let i = end; i < counts.length && i - end <= maximumGap; i++) {
    if (unsigned(counts[i] as number) > 0) end = i + 1;
  }
  return end;
}
