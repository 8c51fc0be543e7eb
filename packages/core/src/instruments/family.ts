import type { CompleteMetric, InstrumentOf, MetricKind } from '@obs/semconv';
import type {
  Attributes,
  Counter,
  Gauge,
  Histogram,
  Observable,
  UpDownCounter,
} from '@opentelemetry/api';
import { state } from '../state.js';
import { dropped } from './dropped.js';
import { FamilyGuard } from './guard.js';
import { observations } from './observations.js';
import { createSink, type Sink } from './sink.js';
import { refusal } from './value.js';

type Labels = Readonly<Record<string, unknown>> | undefined;

/** What a series is to the guard: where to record, and for observables with which attributes. */
export interface SeriesEntry {
  readonly attributes: Attributes;
  readonly sink: Sink;
}

/** A family of this process: its guard and the typed instrument in front of it. */
export interface Family {
  readonly guard: FamilyGuard<SeriesEntry>;
  readonly typed: object;
}

const nowhere: Sink = { record() {} };

/** The typed instrument of a family, and the guard behind it. */
export function createTyped(metric: CompleteMetric, instrument: InstrumentOf<MetricKind>): Family {
  const isObservable = metric.kind.startsWith('observable');
  const guard = new FamilyGuard<SeriesEntry>(metric, {
    create: (attributes) => ({
      attributes,
      sink: isObservable
        ? nowhere
        : createSink(instrument as Counter | UpDownCounter | Gauge | Histogram, attributes),
    }),
    // A bound series exists already; a histogram of an engine that cannot bind has no zero to record.
    zero: ({ sink }) => {
      if (metric.kind !== 'histogram') sink.record(0);
    },
    dropped,
    overflowed: (where, what, limit) =>
      state().log.once(
        `overflow ${where} ${what}`,
        `${where}: ${what} reached the limit of ${limit}. Further ones are recorded in the series otel_metric_overflow="true". Is an id used as a label?`,
      ),
  });
  const typed = isObservable
    ? observable(guard, instrument as Observable)
    : synchronous(guard, metric.kind);
  return { guard, typed };
}

function synchronous(guard: FamilyGuard<SeriesEntry>, kind: MetricKind): object {
  const where = guard.metric.prometheus;
  const refuse = (value: unknown) => {
    const reason = refusal(kind, value);
    if (reason !== undefined)
      dropped(reason, where, `${describe(value)} is no value for a ${kind}`);
  };
  const onlyUp = kind === 'counter' || kind === 'histogram';
  const least = onlyUp ? 0 : -Number.MAX_VALUE;
  const record = (value: number, labels?: Labels): void => {
    try {
      if (typeof value !== 'number' || !(value >= least && value <= Number.MAX_VALUE)) {
        refuse(value);
        return;
      }
      guard.find(labels)?.sink.record(value);
    } catch {
      dropped('error', where, 'reading its labels threw');
    }
  };
  const bind = (labels?: Labels) => {
    let sink = nowhere;
    try {
      sink = guard.find(labels)?.sink ?? nowhere;
    } catch {
      dropped('error', where, 'reading its labels threw');
    }
    const recordBound = (value: number): void => {
      if (typeof value === 'number' && value >= least && value <= Number.MAX_VALUE) {
        sink.record(value);
      } else refuse(value);
    };
    return kind === 'counter' || kind === 'updowncounter'
      ? { add: recordBound }
      : { record: recordBound };
  };
  return Object.freeze(
    kind === 'counter' || kind === 'updowncounter' ? { add: record, bind } : { record, bind },
  );
}

function observable(guard: FamilyGuard<SeriesEntry>, instrument: Observable): object {
  const { kind, prometheus: where } = guard.metric;
  const observe = (callback: Observe) => {
    const collect = observations(
      async (found) => {
        await callback((value, labels) => {
          const reason = refusal(kind, value);
          if (reason !== undefined) {
            dropped(reason, where, `${describe(value)} is no value for an ${kind}`);
            return;
          }
          const series = guard.find(labels);
          if (series !== undefined) found(series.attributes, value);
        });
      },
      (failure) => dropped('error', where, `its callback ${failure}`),
    );
    instrument.addCallback(collect);
    return () => instrument.removeCallback(collect);
  };
  return Object.freeze({ observe });
}

type Observe = (observe: (value: number, labels?: Labels) => void) => void | Promise<void>;

/** A value for a log line: its type when it is no number, because it may be anything. */
function describe(value: unknown): string {
  return typeof value === 'number' ? String(value) : `a value of type ${typeof value}`;
}
