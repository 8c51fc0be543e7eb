import type { MetricKind } from '@obs/prometheus-names';
import type { LabelDefinition } from './label.js';

/** What users may rely on: `stable` names never change, `deprecated` ones are off unless asked for. */
export type Stability = 'stable' | 'experimental' | 'deprecated';

/** A definition-time rule that a metric may waive when the author knows better. */
export type RuleWaiver = 'millisecond-like-buckets';

/** One metric family as data. */
export interface MetricDefinition {
  /** OpenTelemetry instrument name, dotted, without unit and without `total`. */
  readonly name: string;
  /**
   * Exposed Prometheus name. It follows from name, unit and kind; written down, it is checked
   * against them (`OBS_CATALOG_PROMETHEUS_NAME`), so a user-visible name cannot change by accident.
   */
  readonly prometheus?: string;
  readonly kind: MetricKind;
  /** UCUM unit (`s`, `By`) or annotation (`{request}`). Level gauges have none. */
  readonly unit?: string;
  /** One sentence; the HELP text. */
  readonly description: string;
  /** Attribute key to values; keys are label names. */
  readonly labels?: Readonly<Record<string, LabelDefinition>>;
  /** Histograms only: upper bounds in the metric's unit, strictly ascending, finite. */
  readonly buckets?: readonly number[];
  /** `stable` when not given. */
  readonly stability?: Stability;
  /** Who answers for it; the catalog's owner when not given. */
  readonly owner?: string;
  /**
   * Whether series exist at zero before the first event, so that `rate()` sees it. Counters, up-down
   * counters and histograms do (histograms on engines that can bind) when every label is closed or
   * has a default; with other open labels, as soon as their values are seen. `false` switches it off.
   */
  readonly zero?: boolean;
  /** Series that one process may record, overflow included; derived from the labels when not given. */
  readonly maxSeries?: number;
  /** For `deprecated` metrics: the key of the metric to use instead. */
  readonly replacedBy?: string;
  readonly waive?: readonly RuleWaiver[];
}
