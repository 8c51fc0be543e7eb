const unitWords: Readonly<Record<string, string>> = {
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
  TiBy: 'tibibytes',
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

const perUnitWords: Readonly<Record<string, string>> = {
  s: 'second',
  m: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  mo: 'month',
  y: 'year',
};

/** The word that Prometheus' conventions use for a UCUM unit; a unit that has none stands for itself. */
export function unitWord(unit: string): string {
  return unitWords[unit] ?? unit.replace(/[^a-zA-Z0-9]+/g, '_').replace(/^_|_$/g, '');
}

/** The same for the unit after a slash, in the singular: `By/s` is bytes per second. */
export function perUnitWord(unit: string): string {
  return perUnitWords[unit] ?? unitWord(unit);
}
