import type { LabelDefinition, LabelsOf, MetricKind } from '@obs/semconv';

/** Labels as a parameter: may be left out when a family has none that is needed. */
type LabelArguments<L> =
  Record<string, never> extends LabelsOf<L> ? [labels?: LabelsOf<L>] : [labels: LabelsOf<L>];

/** A handle on one series of a counter or up-down counter. */
export interface BoundAdder {
  /** Never throws; a value that the family refuses is dropped and counted. */
  add(value: number): void;
}

/** A handle on one series of a histogram or gauge. */
export interface BoundRecorder {
  /** Never throws; a value that the family refuses is dropped and counted. */
  record(value: number): void;
}

/** A counter (`value` >= 0) or up-down counter (any finite `value`) whose labels are checked. */
export interface TypedAdder<L> {
  /**
   * Adds to the series of the labels. Never throws, never blocks: NaN, infinity, a negative value on
   * a counter, a label value outside the catalog are dropped, counted in
   * `obs_dropped_measurements_total` and reported once.
   */
  add(value: number, ...labels: LabelArguments<L>): void;
  /** A handle that has looked its series up once; for hot paths. */
  bind(...labels: LabelArguments<L>): BoundAdder;
}

/** A histogram (`value` >= 0) or gauge (any finite `value`) whose labels are checked. */
export interface TypedRecorder<L> {
  /** Records a value in the family's unit (durations: seconds). Never throws, as {@link TypedAdder}. */
  record(value: number, ...labels: LabelArguments<L>): void;
  /** A handle that has looked its series up once; for hot paths. */
  bind(...labels: LabelArguments<L>): BoundRecorder;
}

/** An instrument that is read at collection. */
export interface TypedObservable<L> {
  /**
   * Registers a callback that runs at every collection and reports what it reads.
   *
   * @param callback gets a function that takes a value and the labels; may be async. A throw or
   *   rejection is reported once, and none of the callback's values is in that collection. It is not
   *   called again while it runs: collections at the same time share one run, and those that come
   *   when it has not answered for 5 seconds go without it.
   * @returns takes the callback away again.
   */
  observe(
    callback: (
      observe: (value: number, ...labels: LabelArguments<L>) => void,
    ) => void | Promise<void>,
  ): () => void;
}

/** The typed instrument of a kind. */
export type TypedInstrument<
  K extends MetricKind,
  L extends Readonly<Record<string, LabelDefinition>>,
> = K extends 'counter' | 'updowncounter'
  ? TypedAdder<L>
  : K extends 'gauge' | 'histogram'
    ? TypedRecorder<L>
    : TypedObservable<L>;
