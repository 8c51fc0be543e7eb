import type { Time } from './client.ts';

export type Labels = Readonly<Record<string, string>>;

/** One series of an instant query. */
export interface Sample {
  /** All labels, `__name__` included when the expression keeps it. */
  readonly metric: Labels;
  /** Seconds since the epoch. */
  readonly time: number;
  /** NaN when the sample is a native histogram. */
  readonly value: number;
  readonly histogram?: NativeHistogram;
}

export interface NativeHistogram {
  readonly count: number;
  readonly sum: number;
  readonly buckets: readonly {
    /** 0 open left, 1 open right, 2 open both, 3 closed both. */
    readonly boundaries: number;
    readonly lower: number;
    readonly upper: number;
    readonly count: number;
  }[];
}

export interface Range {
  readonly start: Time;
  readonly end: Time;
  /** Seconds. */
  readonly step: number;
}

export interface RangeSeries {
  readonly metric: Labels;
  /** Seconds since the epoch, and the value there. */
  readonly values: readonly (readonly [number, number])[];
  readonly histograms: readonly (readonly [number, NativeHistogram])[];
}

export interface Exemplar {
  readonly labels: Labels;
  readonly value: number;
  /** Seconds since the epoch. */
  readonly timestamp: number;
}

export interface ExemplarSeries {
  readonly metric: Labels;
  readonly exemplars: readonly Exemplar[];
}

export interface Target {
  readonly job: string;
  readonly labels: Labels;
  readonly discoveredLabels: Labels;
  readonly scrapeUrl: string;
  readonly health: 'up' | 'down' | 'unknown';
  /** '' when the last scrape went well. */
  readonly lastError: string;
  /** How long the last scrape took. */
  readonly scrapeSeconds: number;
}

export interface Rule {
  readonly type: 'alerting' | 'recording';
  readonly name: string;
  readonly query: string;
  readonly labels?: Labels;
  readonly health: 'ok' | 'err' | 'unknown';
  readonly lastError?: string;
  /** Alerting rules only, as are the ones below. */
  readonly state?: 'inactive' | 'pending' | 'firing';
  /** Seconds. */
  readonly duration?: number;
  readonly annotations?: Labels;
  readonly alerts?: readonly {
    readonly labels: Labels;
    readonly annotations: Labels;
    readonly state: 'pending' | 'firing';
    readonly value: string;
  }[];
}

export interface RuleGroup {
  readonly name: string;
  readonly file: string;
  /** Seconds. */
  readonly interval: number;
  readonly rules: readonly Rule[];
}

export interface Metadata {
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

// As the API sends them.
export interface ApiHistogram {
  readonly count: string;
  readonly sum: string;
  readonly buckets?: readonly (readonly [number, string, string, string])[];
}
export interface ApiExemplars {
  readonly seriesLabels: Labels;
  readonly exemplars: readonly {
    readonly labels: Labels;
    readonly value: string;
    readonly timestamp: number;
  }[];
}
export interface ApiTarget {
  readonly labels: Labels;
  readonly discoveredLabels: Labels;
  readonly scrapeUrl: string;
  readonly health: Target['health'];
  readonly lastError: string;
  readonly lastScrapeDuration: number;
}
export type ApiRuleGroup = RuleGroup;
