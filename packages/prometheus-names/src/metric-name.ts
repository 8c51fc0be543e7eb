import { wellFormed } from './escaping.js';
import { addsSuffixes, keepsUtf8, type TranslationStrategy } from './strategy.js';
import { type UnitWords, unitWords } from './unit.js';

/** The instruments of the OpenTelemetry metrics API, spelt as one word. */
export type MetricKind =
  | 'counter'
  | 'updowncounter'
  | 'gauge'
  | 'histogram'
  | 'observablecounter'
  | 'observableupdowncounter'
  | 'observablegauge';

/** What of an OpenTelemetry metric decides its Prometheus name. */
export interface NamedMetric {
  /** The stream's name: the instrument's or a view's. Any text. */
  readonly name: string;
  /** UCUM unit, empty or absent when there is none. Any text. */
  readonly unit?: string;
  /** Observable kinds are named as their synchronous ones; up-down counters never get `_ratio`. */
  readonly kind: MetricKind;
}

/** True for sums that never go down, which Prometheus calls counters. */
export function isCounter(kind: MetricKind): boolean {
  return kind === 'counter' || kind === 'observablecounter';
}

/** True for OpenTelemetry's gauges; up-down counters are gauges to Prometheus only. */
function isGauge(kind: MetricKind): boolean {
  return kind === 'gauge' || kind === 'observablegauge';
}

export interface NameOptions {
  /** Default `UnderscoreEscapingWithSuffixes`. */
  readonly strategy?: TranslationStrategy;
  /** Goes before the name, joined with `_`. */
  readonly prefix?: string;
  /** No unit in the name. */
  readonly withoutUnits?: boolean;
  /** No `_total` at the end of counters. */
  readonly withoutTypeSuffix?: boolean;
}

/**
 * The Prometheus name of an OpenTelemetry metric: `jeeves.pipeline.duration` in `s` is
 * `jeeves_pipeline_duration_seconds`, the counter `executive.analysis` is
 * `executive_analysis_total`. A histogram's name comes without `_bucket` and the like. Pure; always
 * gives a valid name, `_` when nothing valid is left.
 *
 * Source: "Prometheus and OpenMetrics Compatibility", Metric Metadata and Sums; agrees with the
 * Collector, except that `per_second` in a name is not repeated.
 */
export function prometheusName(metric: NamedMetric, options: NameOptions = {}): string {
  const strategy = options.strategy ?? 'UnderscoreEscapingWithSuffixes';
  const suffixes = {
    unit: addsSuffixes(strategy) && !options.withoutUnits,
    total: addsSuffixes(strategy) && !options.withoutTypeSuffix && isCounter(metric.kind),
  };
  if (keepsUtf8(strategy)) return utf8Name(metric, options.prefix, suffixes);
  if (!addsSuffixes(strategy)) return replacedName(metric.name, options.prefix);
  return tokenName(metric, options.prefix, suffixes);
}

interface Suffixes {
  readonly unit: boolean;
  readonly total: boolean;
}

/** Words joined with single underscores, unit and type words last and only once. */
function tokenName(metric: NamedMetric, prefix: string | undefined, suffixes: Suffixes): string {
  let tokens = metric.name.split(/[^a-zA-Z0-9:]+/).filter((token) => token !== '');
  if (suffixes.unit) {
    const words = unitWords(metric.unit ?? '');
    tokens = withUnit(tokens, words);
  }
  if (suffixes.total) tokens = withLast(tokens, 'total');
  if (suffixes.unit && metric.unit === '1' && isGauge(metric.kind)) {
    tokens = withLast(tokens, 'ratio');
  }
  if (prefix) tokens.unshift(replaceInvalid(prefix).replace(/^_|_$/g, ''));
  return startingValid(tokens.join('_'));
}

function withUnit(tokens: string[], words: UnitWords): string[] {
  const result = [...tokens];
  if (words.main !== '' && !tokens.includes(words.main)) result.push(words.main);
  if (words.per !== '' && !`_${tokens.join('_')}_`.includes(`_${words.per}_`)) {
    result.push(words.per);
  }
  return result;
}

function withLast(tokens: readonly string[], word: string): string[] {
  return [...tokens.filter((token) => token !== word), word];
}

function replacedName(name: string, prefix: string | undefined): string {
  return startingValid(replaceInvalid(prefix ? `${prefix}_${name}` : name));
}

function replaceInvalid(name: string): string {
  return name.replace(/[^a-zA-Z0-9:]+/g, '_');
}

function startingValid(name: string): string {
  if (name === '') return '_';
  return /^[0-9]/.test(name) ? `_${name}` : name;
}

function utf8Name(metric: NamedMetric, prefix: string | undefined, suffixes: Suffixes): string {
  let name = wellFormed(prefix ? `${prefix}_${metric.name}` : metric.name);
  if (name === '') name = '_';
  const ratio = suffixes.unit && metric.unit === '1' && isGauge(metric.kind);
  if (ratio) name = withoutEnd(name, 'ratio');
  if (suffixes.total) name = withoutEnd(name, 'total');
  if (suffixes.unit) {
    const { main, per } = unitWords(metric.unit ?? '');
    if (per !== '') name = withoutEnd(name, per);
    if (main !== '' && !name.endsWith(main)) name = `${name}_${main}`;
    if (per !== '') name = `${name}_${per}`;
  }
  if (suffixes.total) name = `${name}_total`;
  if (ratio) name = `${name}_ratio`;
  return name;
}

/** Takes `word` and the one character before it off the end, unless nothing would be left. */
function withoutEnd(name: string, word: string): string {
  const cut = name.length - word.length - 1;
  return cut > 0 && name.endsWith(word) && /[^a-zA-Z0-9]/.test(name.charAt(cut))
    ? name.slice(0, cut)
    : name;
}
