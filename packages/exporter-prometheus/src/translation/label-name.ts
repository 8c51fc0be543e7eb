/**
 * The Prometheus label name of an attribute key: characters outside `[a-zA-Z0-9_]` become `_`, runs
 * of `_` become one, a leading digit gets `key_` before it. Always valid; `_` for an empty key. Never
 * starts with `__`, which Prometheus keeps for itself.
 *
 * Source: "Prometheus and OpenMetrics Compatibility", Metric Attributes; `key_` as the Collector has it.
 */
export function labelName(key: string): string {
  const name = key.replace(/[^a-zA-Z0-9]+/g, '_');
  if (name === '') return '_';
  return /^[0-9]/.test(name) ? `key_${name}` : name;
}

/** Names that a label must not have, because the format or Prometheus gives them a meaning. */
export function isReserved(name: string, histogram: boolean): boolean {
  return name.startsWith('__') || (histogram && name === 'le');
}

/**
 * A reserved name made free, as Prometheus itself does on scrape conflicts: `le` becomes
 * `exported_le`.
 */
export function freed(name: string, histogram: boolean): string {
  return isReserved(name, histogram) ? `exported_${name}` : name;
}
