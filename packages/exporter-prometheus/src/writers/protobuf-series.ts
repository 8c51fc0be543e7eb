import type { LiveExemplar } from '@obs/metrics-model';
import type { HrTime } from '@opentelemetry/api';
import type { LabelList, MetricType, Point, SeriesGroup } from '../model/family.js';
import { bucketExemplars, exemplarLabels, latestExemplar } from './exemplar.js';
import { encodeLabelPairs } from './label-pairs.js';
import { addNative } from './native-histogram.js';
import { Scratch } from './scratch.js';
import { isTime } from './time.js';
import { MessageBuilder, unsigned } from './wire.js';

/** `LabelPair` fields of an exemplar. */
function labelPairs(labels: LabelList): Uint8Array {
  const scratch = new Scratch();
  encodeLabelPairs(labels, scratch);
  return scratch.bytes.subarray(0, scratch.length);
}

/** The field of `Metric` that holds a value of this type. */
export function valueField(type: MetricType): number {
  switch (type) {
    case 'counter':
      return 3;
    case 'histogram':
      return 7;
    case 'unknown':
      return 5;
    default:
      return 2;
  }
}

/** Adds a `google.protobuf.Timestamp`, unless nobody set the time. */
function addTime(message: MessageBuilder, field: number, time: HrTime): MessageBuilder {
  if (!isTime(time)) return message;
  return message.message(field, new MessageBuilder().varint(1, time[0]).varint(2, time[1]));
}

type Exemplars = readonly LiveExemplar[];

/** A `Counter` with all that it may have; counters without exemplars are written another way. */
export function counterMessage(point: Point, exemplars: Exemplars): MessageBuilder {
  const message = new MessageBuilder().double(1, point.value as number);
  const exemplar = latestExemplar(exemplars);
  if (exemplar) message.message(2, exemplarMessage(exemplar));
  return addTime(message, 3, point.startTime);
}

/** A classic `Histogram` with exemplars, or a native one; `undefined` when Prometheus cannot have it. */
export function histogramMessage(
  group: SeriesGroup,
  point: Point,
  exemplars: Exemplars,
): MessageBuilder | undefined {
  const message = new MessageBuilder().varint(1, unsigned(point.count as number));
  if (point.sum !== undefined) message.double(2, point.sum);
  if (group.kind === 'histogram') addClassic(message, group.bounds, point, exemplars);
  else if (!addNative(message, point)) return undefined;
  else for (const exemplar of exemplars) message.message(16, exemplarMessage(exemplar));
  return addTime(message, 15, point.startTime);
}

function addClassic(
  message: MessageBuilder,
  bounds: readonly number[],
  point: Point,
  found: Exemplars,
): void {
  const counts = point.bucketCounts as ArrayLike<number>;
  const exemplars = bucketExemplars(found, bounds);
  let total = 0;
  for (let i = 0; i <= bounds.length; i++) {
    total += (counts[i] as number | undefined) ?? 0;
    const exemplar = exemplars[i];
    // The infinite bucket says nothing that the count does not, unless it has an exemplar.
    if (i === bounds.length && exemplar === undefined) break;
    const bucket = new MessageBuilder()
      .varint(1, unsigned(total))
      .double(2, bounds[i] ?? Number.POSITIVE_INFINITY);
    if (exemplar) bucket.message(3, exemplarMessage(exemplar));
    message.message(3, bucket);
  }
}

function exemplarMessage(exemplar: LiveExemplar): MessageBuilder {
  const message = new MessageBuilder()
    .raw(labelPairs(exemplarLabels(exemplar)))
    .double(2, exemplar.value);
  return addTime(message, 3, exemplar.time);
}
