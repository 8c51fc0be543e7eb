import { isLegacyName } from '@obs/prometheus-names';

const special = /[\\\n"]/;

/** A label value as it stands between quotes: backslash, line feed and quote escaped. */
export function escapeLabelValue(value: string): string {
  if (!special.test(value)) return value;
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}

/** HELP text of format 0.0.4: backslash and line feed escaped, quotes left as they are. */
export function escapeHelp(help: string): string {
  if (!special.test(help)) return help;
  return help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

/** HELP text of OpenMetrics: quotes are escaped too. */
export function escapeOpenMetricsHelp(help: string): string {
  return escapeLabelValue(help);
}

/** A name in a HELP or TYPE line: in quotes when it is not a legacy name. */
export function quotedName(name: string): string {
  return isLegacyName(name) ? name : `"${escapeLabelValue(name)}"`;
}

/** True when the name goes inside the braces, in quotes. */
export function needsQuotes(name: string): boolean {
  return !isLegacyName(name);
}
