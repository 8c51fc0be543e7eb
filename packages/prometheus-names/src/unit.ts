const units: Readonly<Record<string, string>> = {
  d: 'days',
  h: 'hours',
  min: 'minutes',
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  By: 'bytes',
  KiBy: 'kibibytes',
  MiBy: 'mebibytes',
  GiBy: 'gibibytes',
  TiBy: 'tebibytes',
  KBy: 'kilobytes',
  MBy: 'megabytes',
  GBy: 'gigabytes',
  TBy: 'terabytes',
  m: 'meters',
  V: 'volts',
  A: 'amperes',
  J: 'joules',
  W: 'watts',
  g: 'grams',
  Cel: 'celsius',
  Hz: 'hertz',
  '1': '',
  '%': 'percent',
};

// `m` after a slash is a minute: the OpenTelemetry Collector has it so, and names must agree.
const rateUnits: Readonly<Record<string, string>> = {
  s: 'second',
  m: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  mo: 'month',
  y: 'year',
};

/** The words for a unit: `By/s` is `{ main: 'bytes', per: 'per_second' }`. Empty when there is none. */
export interface UnitWords {
  readonly main: string;
  readonly per: string;
}

/**
 * Turns a UCUM unit into words. A part with an annotation (`{request}`) and the unit `1` have none;
 * an unknown part stays as it is, with characters that a name cannot have replaced.
 *
 * Source: "Prometheus and OpenMetrics Compatibility", Metric Metadata.
 */
export function unitWords(unit: string): UnitWords {
  const slash = unit.indexOf('/');
  const main = slash < 0 ? unit : unit.slice(0, slash);
  const per = slash < 0 ? '' : unit.slice(slash + 1);
  const perWord = wordOf(per, rateUnits);
  return { main: wordOf(main, units), per: perWord === '' ? '' : `per_${perWord}` };
}

function wordOf(part: string, table: Readonly<Record<string, string>>): string {
  const trimmed = part.trim();
  if (trimmed === '' || /[{}]/.test(trimmed)) return '';
  const word = Object.hasOwn(table, trimmed) ? (table[trimmed] as string) : trimmed;
  return word
    .replace(/[^a-zA-Z0-9:]+/g, '_')
    .replace(/^_/, '')
    .replace(/_$/, '');
}
