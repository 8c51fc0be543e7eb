import { type EscapingScheme, escapeName } from '@obs/prometheus-names';

const legacyName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/**
 * A name as a scrape with `escaping=` gets it. A name of `[a-zA-Z0-9_:]` stays as it is, with `dots`
 * too, which would double its underscores: that is what Prometheus' own library does with a family or
 * label, and a name is to be the same on every target.
 */
export function exposedName(name: string, scheme: EscapingScheme): string {
  return legacyName.test(name) ? name : escapeName(name, scheme);
}
