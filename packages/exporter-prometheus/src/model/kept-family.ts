import type { LiveFamily, LiveSeries } from '@obs/metrics-model';
import type { ValueType } from '@opentelemetry/api';
import type { MetricData } from '@opentelemetry/sdk-metrics';
import {
  boundariesOf,
  type CopiedSeries,
  isMonotonic,
  metadataOf,
  sameNumbers,
  seriesAt,
  seriesOf,
  sharesBoundaries,
  update,
} from './resource-metrics.js';

/**
 * A metric of a provider that makes copies, as a family that stays. Its series are told apart by the
 * identity of their attributes, which are taken to be what they were at first.
 */
export class KeptFamily implements LiveFamily {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly kind: LiveFamily['kind'];
  readonly monotonic: boolean;
  readonly valueType: ValueType;
  readonly boundaries: readonly number[];
  slots: unknown[] | undefined = undefined;
  readonly #descriptor: MetricData['descriptor'];
  readonly #type: MetricData['dataPointType'];
  #series: CopiedSeries[];

  constructor(metric: MetricData) {
    const { name, description, unit, kind, monotonic, valueType, boundaries } = metadataOf(metric);
    this.name = name;
    this.description = description;
    this.unit = unit;
    this.kind = kind;
    this.monotonic = monotonic;
    this.valueType = valueType;
    this.boundaries = boundaries;
    this.#descriptor = metric.descriptor;
    this.#type = metric.dataPointType;
    this.#series = seriesOf(metric);
  }

  series(): readonly LiveSeries[] {
    return this.#series;
  }

  /** True when this is the family of the metric. */
  fits(metric: MetricData): boolean {
    return (
      metric.descriptor === this.#descriptor &&
      metric.dataPointType === this.#type &&
      isMonotonic(metric) === this.monotonic &&
      sameNumbers(boundariesOf(metric) ?? this.boundaries, this.boundaries) &&
      sharesBoundaries(metric)
    );
  }

  /** Gives the series the values of a metric that fits, adds new ones, removes those that are gone. */
  update(metric: MetricData): void {
    const { dataPoints } = metric;
    const series = this.#series;
    if (dataPoints.length < series.length) {
      this.#replace(metric);
      return;
    }
    for (let i = 0; i < dataPoints.length; i++) {
      const known = series[i];
      if (known === undefined) series.push(seriesAt(metric, i));
      else if (known.attributes === dataPoints[i]?.attributes) update(known, metric, i);
      else {
        this.#replace(metric);
        return;
      }
    }
  }

  /** Makes a new array. What comes after the first series that is new or out of order is new, too. */
  #replace(metric: MetricData): void {
    const { dataPoints } = metric;
    const old = this.#series;
    const kept: CopiedSeries[] = [];
    let next = 0;
    for (let at = 0; at < old.length && next < dataPoints.length; at++) {
      const known = old[at] as CopiedSeries;
      if (known.attributes !== dataPoints[next]?.attributes) continue;
      update(known, metric, next++);
      kept.push(known);
    }
    const stay = new Set(kept);
    for (const known of old) if (!stay.has(known)) known.removed = true;
    this.#series = [...kept, ...seriesOf(metric, next)];
  }
}
