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
