/**
 * How names go from OpenTelemetry to Prometheus; the four names that Prometheus gives them.
 *
 * | strategy | `http.server.duration`, `s` |
 * |---|---|
 * | `UnderscoreEscapingWithSuffixes` | `http_server_duration_seconds` |
 * | `UnderscoreEscapingWithoutSuffixes` | `http_server_duration` |
 * | `NoUTF8EscapingWithSuffixes` | `http.server.duration_seconds` |
 * | `NoTranslation` | `http.server.duration` |
 */
export type TranslationStrategy =
  | 'UnderscoreEscapingWithSuffixes'
  | 'UnderscoreEscapingWithoutSuffixes'
  | 'NoUTF8EscapingWithSuffixes'
  | 'NoTranslation';

export const translationStrategies: readonly TranslationStrategy[] = [
  'UnderscoreEscapingWithSuffixes',
  'UnderscoreEscapingWithoutSuffixes',
  'NoUTF8EscapingWithSuffixes',
  'NoTranslation',
];

/** True when names keep characters outside `[a-zA-Z0-9_:]`; escaping is then left to the scrape. */
export function keepsUtf8(strategy: TranslationStrategy): boolean {
  return strategy === 'NoUTF8EscapingWithSuffixes' || strategy === 'NoTranslation';
}

/** True when unit and type go into the name. */
export function addsSuffixes(strategy: TranslationStrategy): boolean {
  return strategy === 'UnderscoreEscapingWithSuffixes' || strategy === 'NoUTF8EscapingWithSuffixes';
}
