import type { LiveSeries } from '@obs/metrics-model';

/** Prometheus metric types that can come out of OpenTelemetry metrics. */
export type MetricType = 'counter' | 'gauge' | 'histogram' | 'info' | 'unknown';

/**
 * Labels of one series as they are written: name, value, name, value, ... Sorted by name, names
 * unique, no empty values (Prometheus takes an empty value for an absent label).
 */
export type LabelList = readonly string[];

/**
 * One series, read in place: `value` for numbers; `count`, `sum`, `bucketCounts` for classic
 * histograms; `count`, `sum`, `scale`, ... for exponential ones. Bucket counts are not cumulative.
 */
export type Point = Omit<LiveSeries, 'attributes' | 'slots'>;

/** Which members the points of a group have. */
export type PointKind = 'number' | 'histogram' | 'exponentialHistogram';

/** Series of one family that have the same shape and the same origin. */
export interface SeriesGroup<P extends Point = Point> {
  readonly kind: PointKind;
  /** Upper bounds of `bucketCounts`, ascending, without infinity; empty for other kinds. */
  readonly bounds: readonly number[];
  /** The series that exist now. May grow while a writer walks it; never reordered. */
  series(): readonly P[];
  /** Labels of one series. Called once per series when `encoded` is given, else once per writing. */
  labels(point: P): LabelList;
  /**
   * True while it is certain that no two series have had the same labels so far. Asked after each
   * `labels`; once false it stays false. Absent: it is not certain, and writers compare.
   */
  distinct?(): boolean;
  /**
   * Where writers keep what they encoded, by format, for as long as this group lives. Absent:
   * nothing is kept between writings.
   */
  readonly encoded?: Map<string, unknown>;
}

/**
 * A Prometheus metric family, what a writer turns into text or protobuf.
 *
 * `name` is the name that queries use: with `_total` for a counter, with `_info` for an info
 * metric, without `_bucket` and the like for a histogram. The writer trusts it: names must be valid
 * for the format (any UTF-8 is, where the format can quote), and no two families may claim the
 * same sample name. `resolveFamilies` sees to both.
 */
export interface MetricFamily {
  readonly name: string;
  readonly type: MetricType;
  /** Empty when there is none. Any text; writers escape it. */
  readonly help: string;
  /** Prometheus unit word (`seconds`), empty when there is none. */
  readonly unit: string;
  readonly groups: readonly SeriesGroup[];
}
