import type { LiveExemplar } from '@obs/metrics-model';
import type { HrTime } from '@opentelemetry/api';
import { invalidOption } from '../errors.js';
import type {
  LabelList,
  MetricFamily,
  MetricType,
  Point,
  PointKind,
  SeriesGroup,
} from './family.js';

/** Labels by name. An empty value is the same as no label. */
export type PlainLabels = Readonly<Record<string, string | number | boolean>>;

/** An example of what was counted or measured. */
export interface PlainExemplar {
  readonly value: number;
  /** `trace_id` and `span_id` by convention; names and values of 128 characters together, or none is shown. */
  readonly labels?: PlainLabels;
  /** Seconds since the Unix epoch. */
  readonly timestamp?: number;
}

interface PlainBase {
  readonly labels?: PlainLabels;
  /** When counting began, in seconds since the Unix epoch; for counters and histograms. */
  readonly created?: number;
  /** For counters and histograms: the latest of a counter and of each bucket are shown. */
  readonly exemplars?: readonly PlainExemplar[];
}

/** A sample of a counter, gauge, info or unknown family. */
export interface PlainSample extends PlainBase {
  readonly value: number;
}

/** A sample of a histogram family; `buckets` are counts per bucket, not cumulative, one more than `bounds`. */
export interface PlainHistogramSample extends PlainBase {
  readonly count: number;
  readonly sum: number;
  readonly buckets: readonly number[];
}

export interface PlainFamilyOptions {
  /** As queries have it: with `_total` for a counter, `_info` for an info metric. */
  readonly name: string;
  readonly type: MetricType;
  readonly help?: string;
  /** A unit word, such as `seconds`; the name must end with it (before `_total`), or it is not shown. */
  readonly unit?: string;
  /** Upper bounds for histograms, ascending, without infinity. */
  readonly bounds?: readonly number[];
  readonly samples: readonly (PlainSample | PlainHistogramSample)[];
}

/** Sorts, drops empty values: what `LabelList` asks for. */
export function labelList(labels: PlainLabels = {}): LabelList {
  const list: string[] = [];
  for (const name of Object.keys(labels).sort()) {
    const value = String(labels[name] ?? '');
    if (value !== '') list.push(name, value);
  }
  return list;
}

/**
 * Makes a family from plain data, for users of the writers who have no OpenTelemetry metrics.
 * Names are taken as they are; see `MetricFamily`. Throws `OBS_PROM_INVALID_OPTION` for what no
 * format can show: a name that is empty, bounds that do not ascend, buckets that do not fit them
 * or the count.
 */
export function plainFamily(options: PlainFamilyOptions): MetricFamily {
  check(options);
  const labels = new Map<Point, LabelList>();
  const points: Point[] = [];
  for (const sample of options.samples) {
    const point = pointOf(sample);
    labels.set(point, labelList(sample.labels));
    points.push(point);
  }
  const kind: PointKind = options.type === 'histogram' ? 'histogram' : 'number';
  const group: SeriesGroup = {
    kind,
    bounds: options.bounds ?? [],
    series: () => points,
    labels: (point) => labels.get(point) ?? [],
  };
  return {
    name: options.name,
    type: options.type,
    help: options.help ?? '',
    unit: options.unit ?? '',
    groups: [group],
  };
}

function pointOf(sample: PlainSample | PlainHistogramSample): Point {
  const exemplars = sample.exemplars?.map(exemplarOf);
  const base = {
    startTime: timeOf(sample.created),
    removed: false,
    ...(exemplars ? { exemplars: () => exemplars } : {}),
  };
  if (!('buckets' in sample)) return { ...base, value: sample.value };
  return { ...base, count: sample.count, sum: sample.sum, bucketCounts: sample.buckets };
}

function exemplarOf({ value, labels = {}, timestamp }: PlainExemplar): LiveExemplar {
  return { value, time: timeOf(timestamp), filteredAttributes: { ...labels } };
}

function timeOf(seconds = 0): HrTime {
  const whole = Math.floor(seconds);
  return [whole, Math.floor((seconds - whole) * 1e9)];
}

function check({ name, type, bounds = [], samples }: PlainFamilyOptions): void {
  const where = `family ${JSON.stringify(name)}`;
  const refuse = (problem: string, recipe: string): never => {
    throw invalidOption(where, problem, recipe);
  };
  if (typeof name !== 'string' || name === '') refuse('has no name', 'Give it one.');
  if (bounds.some((bound, i) => !Number.isFinite(bound) || bound <= (bounds[i - 1] ?? -Infinity))) {
    refuse('has bounds that do not ascend', 'Sort them, each once, without infinity.');
  }
  for (const sample of samples) {
    if ('buckets' in sample !== (type === 'histogram')) {
      refuse(`is a ${type}`, 'Histograms have buckets, all else has values.');
    }
    if ('buckets' in sample) checkBuckets(sample, bounds.length, refuse);
    else if (type === 'info' && sample.value !== 1) {
      refuse('is an info metric', 'Give its samples the value 1.');
    }
    for (const label of Object.keys(sample.labels ?? {})) {
      if (label === '') refuse('has a label without a name', 'Give it one.');
      if (label === 'le' && type === 'histogram') {
        refuse('has a label le', 'Rename it: buckets have a label of that name.');
      }
    }
  }
}

function checkBuckets(
  { count, buckets }: PlainHistogramSample,
  bounds: number,
  refuse: (problem: string, recipe: string) => never,
): void {
  if (buckets.length !== bounds + 1) {
    const recipe = 'Give one count for each bound and one for what is above.';
    refuse(`has ${bounds} bounds and ${buckets.length} buckets`, recipe);
  }
  if (!buckets.every((one) => Number.isInteger(one) && one >= 0)) {
    refuse('has buckets that are no counts', 'Give whole numbers from 0 on.');
  }
  const total = buckets.reduce((sum, one) => sum + one, 0);
  if (count !== total) {
    refuse(
      `counts ${count}, its buckets ${total}`,
      'Buckets are not cumulative; count is their sum.',
    );
  }
}
