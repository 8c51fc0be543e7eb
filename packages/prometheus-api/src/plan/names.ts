import { prometheusApi } from '@obs/semconv';
import { invalidOption } from '../errors.js';

/** The key of a family in the catalog `prometheusApi`. */
export type FamilyKey = keyof typeof prometheusApi.metrics;

/** Which families of the observed backend are asked for. */
export interface NameOptions {
  /** Replaces `fastapi` at the start of the names that have it. */
  readonly familyPrefix?: string;
  /** Names that differ from the default, by key; they win over `familyPrefix`. */
  readonly families?: Readonly<Partial<Record<FamilyKey, string>>>;
}

/** A family under the name that the observed backend gives it. */
export interface NamedFamily {
  readonly key: FamilyKey;
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
}

export type NamedFamilies = Readonly<Record<FamilyKey, NamedFamily>>;

const classicName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const defaultPrefix = /^fastapi_/;

/**
 * The catalog's families under their configured names. Throws `OBS_PROMAPI_INVALID_OPTION` for a key
 * that is none, a name that Prometheus would not take, and two families of one name.
 */
export function namedFamilies(options: NameOptions = {}): NamedFamilies {
  const { familyPrefix = 'fastapi', families = {} } = options;
  const keys = Object.keys(prometheusApi.metrics) as FamilyKey[];
  for (const key of Object.keys(families)) {
    if (keys.includes(key as FamilyKey)) continue;
    throw invalidOption('families', `${key} is no family`, `There are: ${keys.join(', ')}.`);
  }
  const taken = new Map<string, FamilyKey>();
  const named: Partial<Record<FamilyKey, NamedFamily>> = {};
  for (const key of keys) {
    const metric = prometheusApi.metrics[key];
    const name =
      families[key] ?? metric.prometheus.replace(defaultPrefix, () => `${familyPrefix}_`);
    if (!classicName.test(name)) {
      throw invalidOption(
        `families.${key}`,
        `${JSON.stringify(name)} is no metric name`,
        'Use letters, digits, _ and :, no digit first.',
      );
    }
    const other = taken.get(name);
    if (other !== undefined) {
      throw invalidOption('families', `${key} and ${other} are both ${name}`, 'Give each its own.');
    }
    taken.set(name, key);
    named[key] = { key, name, type: typeOf(metric.kind), help: metric.description };
  }
  return named as NamedFamilies;
}

function typeOf(kind: string): NamedFamily['type'] {
  if (kind === 'counter' || kind === 'histogram') return kind;
  return 'gauge';
}

/** The names under which the series of a family are stored. */
export function seriesNames({ name, type }: Pick<NamedFamily, 'name' | 'type'>): string[] {
  return type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
}
