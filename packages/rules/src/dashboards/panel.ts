import type { AnyVector } from '../queries/vector.js';

/** What the values of a panel are; each is one of Grafana's units. */
export type PanelUnit =
  | 'bytes'
  | 'count'
  | 'dollars'
  | 'per minute'
  | 'per second'
  | 'ratio'
  | 'score'
  | 'seconds'
  | 'time'
  | 'up';

/** One query of a panel. */
export interface PanelQuery {
  readonly of: AnyVector;
  /** What its series are called: a text, or labels such as `{{provider}}`. */
  readonly legend: string;
  /** Whether exemplars are drawn with it; each leads to the trace it came from. */
  readonly exemplars?: boolean;
}

/** From this value on (and up to the next) the value is good, worth a look, or bad. */
export interface Threshold {
  readonly from: number;
  readonly means: 'good' | 'warning' | 'bad';
}

export interface Panel {
  /**
   * `lines` for what changes over time, `number` for one value that is read at a glance, `bars` for
   * values that are compared with each other.
   */
  readonly kind: 'lines' | 'number' | 'bars';
  readonly title: string;
  /** What it shows, and what a reader should make of it, in a sentence or two. */
  readonly description: string;
  readonly unit: PanelUnit;
  readonly queries: readonly PanelQuery[];
  readonly thresholds?: readonly Threshold[];
  /** Columns of 24. */
  readonly width: number;
  /** Whether lines are stacked: parts of a whole. */
  readonly stacked?: boolean;
  /** Set where no answer is good news: why there may be none, as a sentence. */
  readonly emptyWhenHealthy?: string;
}

type PanelInput = Omit<Panel, 'kind' | 'width'> & { readonly width?: number };

/** What changes over time; a third of the width when none is given. */
export function lines(input: PanelInput): Panel {
  return { width: 8, ...input, kind: 'lines' };
}

/** One value, or a few, to be read at a glance; a sixth of the width when none is given. */
export function number(input: PanelInput): Panel {
  return { width: 4, ...input, kind: 'number' };
}

/** Values of now that are compared with each other; a third of the width when none is given. */
export function bars(input: PanelInput): Panel {
  return { width: 8, ...input, kind: 'bars' };
}

/** Panels under one heading. They fill lines from the left. */
export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}
