import type { LabelDefinition } from '@obs/semconv';
import { or, ratio, sum, times, topk } from '../queries/combine.js';
import { mean, quantile } from '../queries/histogram.js';
import {
  type Counter,
  type Histogram,
  type LabelOf,
  type Level,
  rate,
  value,
  type Where,
} from '../queries/select.js';
import type { Vector } from '../queries/vector.js';
import { lines, type Panel, type PanelUnit, type Threshold } from './panel.js';

type Labels = Readonly<Record<string, LabelDefinition>>;

const window = '5m';

interface Shared<L extends Labels, By extends string> {
  readonly title: string;
  readonly description: string;
  /** Labels that tell the lines apart; one line when there are none. */
  readonly by?: readonly By[];
  readonly where?: Where<L>;
  readonly width?: number;
  readonly emptyWhenHealthy?: string;
}

interface RateInput<L extends Labels, By extends string> extends Shared<L, By> {
  readonly of: Counter<L>;
  readonly unit?: PanelUnit;
  readonly stacked?: boolean;
}

/** How often something happens, per second, over five minutes. */
export function rates<L extends Labels, const By extends LabelOf<L> = never>(
  input: RateInput<L, By>,
): Panel {
  const { of, by = [], where, unit = 'per second', title } = input;
  return lines({
    ...common(input),
    unit,
    stacked: input.stacked ?? false,
    queries: [{ of: sum(rate(of, window, where), by), legend: legendOf(by, title) }],
  });
}

interface ErrorInput<L extends Labels, By extends string> extends Shared<L, By> {
  readonly of: Counter<L>;
  readonly errors: Where<L>;
  /** From which part on it is bad; 0.05, where the alert is. */
  readonly bad?: number;
}

/**
 * The part of events that were errors: errors of a group by all of that group. A closed label has its
 * series from the start; with an open one a group without any error would have no answer, so it is 0.
 */
export function errorRatios<L extends Labels, const By extends LabelOf<L> = never>(
  input: ErrorInput<L, By>,
): Panel {
  const { of, by = [], where, errors, bad = 0.05, title } = input;
  const all = sum(rate(of, window, where), by);
  const some = sum(rate(of, window, { ...where, ...errors } as Where<L>), by);
  const isClosed = Object.keys(errors).every((key) => Array.isArray(of.labels[key]));
  const failed = isClosed ? some : or(some, times(all, 0));
  return lines({
    ...common(input),
    unit: 'ratio',
    thresholds: [{ from: bad, means: 'bad' }],
    queries: [{ of: ratio(failed, all), legend: legendOf(by, title) }],
  });
}

interface LatencyInput<L extends Labels, By extends string> extends Shared<L, By> {
  readonly of: Histogram<L>;
  /** Which quantiles; 0.5, 0.95 and 0.99. */
  readonly quantiles?: readonly number[];
  /** Only so many groups, the slowest. */
  readonly slowest?: number;
  /** From how many seconds on it is bad. */
  readonly bad?: number;
}

/** How long something takes: quantiles over five minutes. Exemplars lead to traces. */
export function latencies<L extends Labels, const By extends LabelOf<L> = never>(
  input: LatencyInput<L, By>,
): Panel {
  const { of, by = [], where, quantiles = [0.5, 0.95, 0.99], slowest, bad } = input;
  return lines({
    ...common(input),
    unit: 'seconds',
    ...(bad === undefined ? {} : { thresholds: [{ from: bad, means: 'bad' } as Threshold] }),
    queries: quantiles.map((q) => {
      const values: Vector<By> = quantile(q, of, { window, by, ...(where ? { where } : {}) });
      return {
        of: slowest === undefined ? values : topk(slowest, values),
        legend:
          quantiles.length === 1 && by.length > 0
            ? legendOf(by, '')
            : legendOf(by, `p${q * 100}`, true),
        // One line's exemplars are those of all: they are of the same histogram.
        exemplars: q === quantiles.at(-1),
      };
    }),
  });
}

/** The mean duration: time spent by how often. */
export function means<L extends Labels, const By extends LabelOf<L> = never>(
  input: Shared<L, By> & { readonly of: Histogram<L> },
): Panel {
  const { of, by = [], where, title } = input;
  return lines({
    ...common(input),
    unit: 'seconds',
    queries: [
      { of: mean(of, { window, by, ...(where ? { where } : {}) }), legend: legendOf(by, title) },
    ],
  });
}

/** A level over time: its sum in each group. */
export function levels<L extends Labels, const By extends LabelOf<L> = never>(
  input: Shared<L, By> & {
    readonly of: Level<L>;
    readonly unit?: PanelUnit;
    readonly thresholds?: readonly Threshold[];
  },
): Panel {
  const { of, by = [], where, unit = 'count', thresholds, title } = input;
  return lines({
    ...common(input),
    unit,
    ...(thresholds === undefined ? {} : { thresholds }),
    queries: [{ of: sum(value(of, where), by), legend: legendOf(by, title) }],
  });
}

function common(input: Shared<Labels, string>) {
  const { title, description, width, emptyWhenHealthy } = input;
  return {
    title,
    description,
    ...(width === undefined ? {} : { width }),
    ...(emptyWhenHealthy === undefined ? {} : { emptyWhenHealthy }),
  };
}

/** `{{provider}} {{model}}`; a text where no label tells the lines apart, or behind them. */
export function legendOf(by: readonly string[], text: string, always = false): string {
  const labels = by.map((label) => `{{${label}}}`).join(' ');
  if (labels === '') return text;
  return always ? `${labels} ${text}` : labels;
}
