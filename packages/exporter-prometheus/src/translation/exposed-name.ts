import { type EscapingScheme, escapeName, isLegacyName } from '@obs/prometheus-names';

/**
 * A name as a scrape with `escaping=` gets it. A name of `[a-zA-Z0-9_:]` stays as it is, with `dots`
 * too, which would double its underscores: that is what Prometheus' own library does with a family or
 * label, and a name is to be the same on every target.
 */
export function exposedName(name: string, scheme: EscapingScheme): string {
  return isLegacyName(name) ? name : escapeName(name, scheme);
}
