import type { HrTime } from '@opentelemetry/api';
import type {
  LabelList,
  MetricFamily,
  MetricType,
  Point,
  PointKind,
  SeriesGroup,
} from './family.js';

/** A sample of a counter, gauge, info or unknown family. */
export interface PlainSample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A sample of a histogram family; `buckets` are counts per bucket, not cumulative, one more than `bounds`. */
export interface PlainHistogramSample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly count: number;
  readonly sum: number;
  readonly buckets: readonly number[];
}

export interface PlainFamilyOptions {
  readonly name: string;
  readonly type: MetricType;
  readonly help?: string;
  readonly unit?: string;
  /** Upper bounds for histograms, ascending, without infinity. */
  readonly bounds?: readonly number[];
  readonly samples: readonly (PlainSample | PlainHistogramSample)[];
}

const noTime: HrTime = [0, 0];

/** Sorts, drops empty values: what `LabelList` asks for. */
export function labelList(labels: Readonly<Record<string, string>> = {}): LabelList {
  const list: string[] = [];
  for (const name of Object.keys(labels).sort()) {
    const value = labels[name];
    if (value) list.push(name, value);
  }
  return list;
}

/**
 * Makes a family from plain data, for users of the writers who have no OpenTelemetry metrics.
 * Names are taken as they are; see `MetricFamily`.
 */
export function plainFamily(options: PlainFamilyOptions): MetricFamily {
  const labels = new Map<Point, LabelList>();
  const points: Point[] = [];
  let kind: PointKind = 'number';
  for (const sample of options.samples) {
    const base = { startTime: noTime, removed: false };
    let point: Point;
    if ('buckets' in sample) {
      kind = 'histogram';
      point = { ...base, count: sample.count, sum: sample.sum, bucketCounts: sample.buckets };
    } else {
      point = { ...base, value: sample.value };
    }
    labels.set(point, labelList(sample.labels));
    points.push(point);
  }
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
