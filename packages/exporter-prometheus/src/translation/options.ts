import type { EscapingScheme, TranslationStrategy } from '@obs/prometheus-names';

/** What the user decides about translation. */
export interface TranslationOptions {
  /** Goes before every metric name, joined with `_`. Default none. */
  readonly prefix?: string;
  /** Default `UnderscoreEscapingWithSuffixes`. */
  readonly strategy?: TranslationStrategy;
  /** No unit in names and no UNIT line. Default false. */
  readonly withoutUnits?: boolean;
  /** No `_total` at the end of counters. Default false. */
  readonly withoutTypeSuffix?: boolean;
  /** No `otel_scope_*` labels. Default false. */
  readonly withoutScopeInfo?: boolean;
  /** No `target_info`. Default false. */
  readonly withoutTargetInfo?: boolean;
  /** Resource attributes that become labels of every series. Default none. */
  readonly resourceLabels?: AttributeFilter;
}

/**
 * Chooses attributes by key: a pattern, or lists of keys. With `include` only those, without it
 * all; `exclude` takes out of what is left.
 */
export type AttributeFilter =
  | RegExp
  | { readonly include?: readonly string[]; readonly exclude?: readonly string[] };

/** True when the filter lets this key through; no filter lets nothing through. */
export function passes(filter: AttributeFilter | undefined, key: string): boolean {
  if (filter === undefined) return false;
  // As a text too: the official exporter takes one from JavaScript, which hears of no types.
  if (typeof filter === 'string' || filter instanceof RegExp) return key.search(filter) >= 0;
  if (filter.include && !filter.include.includes(key)) return false;
  return !filter.exclude?.includes(key);
}

/** Translation options with what the scrape adds. */
export interface ResolveOptions extends TranslationOptions {
  /** Applied to names that the strategy left outside `[a-zA-Z0-9_:]`. Default `underscores`. */
  readonly escaping?: EscapingScheme;
  /** From `allocateSlot()`: ties groups, and what writers cached on them, to the live families. */
  readonly slot?: number;
  /** True: no two series of a family have the same attributes. Default: when there is a slot. */
  readonly unique?: boolean;
}
