import {
  type Catalog,
  type CompleteMetric,
  createInstrument,
  type MetricDefinition,
} from '@obs/semconv';
import { ObsError } from '../errors.js';
import { meter } from '../meter.js';
import { state } from '../state.js';
import { createTyped, type Family } from './family.js';
import type { TypedInstrument } from './typed.js';

/** Typed instruments by the catalog's keys. */
export type InstrumentsOf<C> = C extends { readonly metrics: infer M }
  ? {
      readonly [K in keyof M]: M[K] extends CompleteMetric<infer Kind, infer Labels>
        ? TypedInstrument<Kind, Labels>
        : never;
    }
  : never;

/**
 * Typed instruments for every family of a catalog, on the global meter. The same family always
 * gives the same instrument, whoever asks and however often. Series that are known beforehand exist
 * at zero when this returns. A deprecated family comes into being when it is first used, so it is
 * not exposed unless somebody asks for it.
 *
 * @throws ObsError `OBS_INSTRUMENT_CATALOG` for something that `defineCatalog` did not make,
 *   `OBS_INSTRUMENT_CONFLICT` when another catalog has declared the same OpenTelemetry name
 *   differently, or the same exposed name.
 * Cost: one instrument a family, the first time; a lookup a family afterwards.
 */
export function instruments<
  C extends Catalog<M>,
  M extends Readonly<Record<string, MetricDefinition>>,
>(catalog: C): InstrumentsOf<C> {
  const metrics = catalog?.metrics as Readonly<Record<string, CompleteMetric>> | undefined;
  if (metrics === undefined || typeof catalog.domain !== 'string') {
    throw new ObsError(
      'OBS_INSTRUMENT_CATALOG',
      'instruments() was not given a catalog.',
      'Make one with defineCatalog() of @obs/semconv, or import one of its catalogs.',
    );
  }
  const { catalogs } = state();
  const made = catalogs.get(catalog);
  if (made !== undefined) return made as InstrumentsOf<C>;
  const result: Record<string, unknown> = {};
  for (const [key, metric] of Object.entries(metrics)) {
    if (metric.stability === 'deprecated') {
      Object.defineProperty(result, key, { get: () => family(metric).typed, enumerable: true });
    } else result[key] = family(metric).typed;
  }
  catalogs.set(catalog, Object.freeze(result));
  return result as InstrumentsOf<C>;
}

function family(metric: CompleteMetric): Family {
  const { families } = state();
  const known = families.get(metric.name);
  if (known === undefined) {
    for (const { guard } of families.values()) checkNames(guard.metric, metric);
    const created = createTyped(metric, createInstrument(meter, metric));
    families.set(metric.name, created);
    created.guard.createZeroSeries();
    return created;
  }
  if (shape(known.guard.metric) === shape(metric)) return known;
  throw conflict(`The metric ${metric.name} is declared twice, differently.`);
}

/**
 * Two families of one exposed name would be one on the page, with the values of either. OpenTelemetry
 * names differ by more than case.
 */
function checkNames(known: CompleteMetric, added: CompleteMetric): void {
  const isOneInstrument =
    known.name.length === added.name.length &&
    known.name.toLowerCase() === added.name.toLowerCase();
  if (!isOneInstrument && known.prometheus !== added.prometheus) return;
  throw conflict(
    `The metric ${added.name} is exposed as ${added.prometheus}, and so is ${known.name} of another catalog.`,
  );
}

function conflict(mistake: string): ObsError {
  return new ObsError(
    'OBS_INSTRUMENT_CONFLICT',
    mistake,
    'Declare it in one catalog and import that, or give one of the two another name.',
  );
}

/** Two declarations are one family when these agree; HELP text and owner may differ. */
function shape(metric: CompleteMetric): string {
  const labels = Object.entries(metric.labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([metric.kind, metric.unit, labels, metric.buckets]);
}
