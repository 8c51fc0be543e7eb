import { CatalogError } from '../errors.js';
import { isClosed, type LabelDefinition } from './label.js';

/** Prometheus writes these itself: `le` on histograms, `quantile` on summaries, the others on scrape. */
const reserved: readonly string[] = ['le', 'quantile', 'job', 'instance'];
const maxOpenValues = 10_000;

/** Throws a CatalogError on the first rule that the labels of one definition break. */
export function checkLabels(
  where: string,
  labels: Readonly<Record<string, LabelDefinition>>,
): void {
  const exposed = new Map<string, string>();
  for (const [key, label] of Object.entries(labels)) {
    checkKey(where, key);
    const name = key.replace(/[^A-Za-z0-9_]/g, '_');
    const other = exposed.get(name);
    if (other !== undefined) {
      throw new CatalogError(
        'OBS_CATALOG_LABEL',
        where,
        `labels "${other}" and "${key}" are both exposed as "${name}".`,
        'Rename one of them.',
      );
    }
    exposed.set(name, key);
    checkValues(where, key, label);
  }
}

function checkKey(where: string, key: string): void {
  if (!/^[A-Za-z_][A-Za-z0-9_.]*$/.test(key)) {
    throw new CatalogError(
      'OBS_CATALOG_LABEL',
      where,
      `"${key}" is not a label name.`,
      'Start with a letter and use letters, digits, "_" and ".".',
    );
  }
  if (reserved.includes(key) || key.startsWith('__') || key.startsWith('otel.')) {
    throw new CatalogError(
      'OBS_CATALOG_LABEL_RESERVED',
      where,
      `the label "${key}" is reserved.`,
      `Prometheus or OpenTelemetry writes it: choose a name other than ${reserved.join(', ')}, "__*" and "otel.*".`,
    );
  }
}

function checkValues(where: string, key: string, label: LabelDefinition): void {
  if (isClosed(label)) {
    const wrong = label.some((value) => typeof value !== 'string' || value === '');
    if (label.length > 0 && !wrong && new Set(label).size === label.length) return;
    throw new CatalogError(
      'OBS_CATALOG_LABEL_VALUES',
      where,
      `the values of "${key}" are empty, repeated, or not strings.`,
      'List each value once, or use open(limit) when they are not known.',
    );
  }
  const { limit, default: value } = (label ?? {}) as { limit?: unknown; default?: unknown };
  if (!Number.isInteger(limit) || (limit as number) < 1 || (limit as number) > maxOpenValues) {
    throw new CatalogError(
      'OBS_CATALOG_LABEL_LIMIT',
      where,
      `the label "${key}" is no list of values and has no limit from 1 to ${maxOpenValues}.`,
      "List the values when they are known: ['paid', 'refused'], or write open(100): how many can one process see at most?",
    );
  }
  if (value !== undefined && (typeof value !== 'string' || value === '')) {
    throw new CatalogError(
      'OBS_CATALOG_LABEL_DEFAULT',
      where,
      `the default of "${key}" is not a text.`,
      "Give a value such as 'unknown', or leave `default` out to make the label required.",
    );
  }
}
