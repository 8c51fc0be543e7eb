import type { InputSeries } from '../promtool.ts';
import { counter, histogram } from '../series.ts';

type Labels = Readonly<Record<string, string>>;

/** What must raise an alert, and what must not. Each sample is a minute apart; the query is asked after 12. */
export interface Case {
  readonly system: string;
  readonly alert: string;
  /** Labels of the alert when it fires, `alertname` and `alertstate` apart. */
  readonly labels: Labels;
  readonly fires: readonly InputSeries[];
  /** By what is different. */
  readonly silent: Readonly<Record<string, readonly InputSeries[]>>;
  /** Minutes that the fault must last; no alert is on before. */
  readonly after: number;
}

/** A counter of errors among all, as series with the label that tells them apart. */
export interface ErrorFamily {
  readonly name: string;
  /** Labels of all series. */
  readonly labels: Labels;
  readonly good: Labels;
  readonly bad: Labels;
}

/** The alert on more than 5 % errors: fires at 10 %, is silent at 4 %, with few events, without errors. */
export function errorCase(
  system: string,
  alert: string,
  severity: 'page' | 'ticket',
  group: Labels,
  { name, labels, good, bad }: ErrorFamily,
): Case {
  const events = (goodPerMinute: number, badPerMinute: number) => [
    counter(name, { ...labels, ...group, ...good }, goodPerMinute),
    counter(name, { ...labels, ...group, ...bad }, badPerMinute),
  ];
  return {
    system,
    alert,
    labels: { ...group, severity, system },
    fires: events(90, 10),
    silent: {
      'with 4 % errors': events(96, 4),
      'without an error': events(100, 0),
      'without a series of errors': events(100, 0).slice(0, 1),
      'with one event a minute, of which half are errors': events(0.5, 0.5),
      'without events': events(0, 0),
      'with errors of another kind': [
        counter(name, { ...labels, ...group, ...good }, 10),
        counter(`${name}_other`, { ...labels, ...group, ...bad }, 90),
      ],
    },
    after: 5,
  };
}

/** The alert on a p99 above 2 s: fires when one of twenty takes longer. */
export function latencyCase(
  system: string,
  alert: string,
  group: Labels,
  family: {
    readonly name: string;
    readonly labels: Labels;
    readonly fast: string;
    readonly slow: string;
  },
): Case {
  const { name, labels, fast, slow } = family;
  const events = (quick: number, long: number) =>
    histogram(name, { ...labels, ...group }, [
      [fast, quick],
      [slow, long],
      ['+Inf', 0],
    ]);
  return {
    system,
    alert,
    labels: { ...group, severity: 'ticket', system },
    fires: events(95, 5),
    silent: {
      'when all are fast': events(100, 0),
      'when one of five hundred is slow': events(499, 1),
      'with one slow event a minute and no other': events(0, 1),
      'without events': events(0, 0),
    },
    after: 5,
  };
}

/** The alert on more than 10 USD an hour. */
export function costCase(system: string, alert: string, name: string): Case {
  const cost = (first: number, second: number) => [
    counter(name, { job: 'a', provider: 'openai', model: 'small' }, first),
    counter(name, { job: 'a', provider: 'anthropic', model: 'large' }, second),
  ];
  return {
    system,
    alert,
    labels: { severity: 'page', system },
    // 12 USD in the twelve minutes that there are: an hour is not waited for.
    fires: cost(0.5, 0.5),
    silent: { 'at 3 USD': cost(0.05, 0.1), 'at nothing': cost(0, 0), 'without a series': [] },
    after: 0,
  };
}
