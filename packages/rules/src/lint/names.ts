import type { LintRule } from './lint-rules.js';

interface NameProblem {
  readonly rule: LintRule;
  readonly message: string;
  readonly fix: string;
}

/** Units that are no base unit, with the base unit; source: Prometheus documentation, "Base units". */
const otherUnits: Readonly<Record<string, string>> = {
  nanoseconds: 'seconds',
  microseconds: 'seconds',
  milliseconds: 'seconds',
  minutes: 'seconds',
  hours: 'seconds',
  days: 'seconds',
  weeks: 'seconds',
  kilobytes: 'bytes',
  kibibytes: 'bytes',
  megabytes: 'bytes',
  mebibytes: 'bytes',
  gigabytes: 'bytes',
  gibibytes: 'bytes',
  bits: 'bytes',
  percent: 'ratio',
  fahrenheit: 'celsius',
  kelvin: 'celsius',
  feet: 'meters',
  kilometers: 'meters',
  millimeters: 'meters',
  milliamperes: 'amperes',
  millivolts: 'volts',
  kilograms: 'grams',
};

const abbreviations: Readonly<Record<string, string>> = {
  s: 'seconds',
  sec: 'seconds',
  secs: 'seconds',
  ms: 'seconds',
  msec: 'seconds',
  us: 'seconds',
  usec: 'seconds',
  ns: 'seconds',
  b: 'bytes',
  kb: 'bytes',
  kib: 'bytes',
  mb: 'bytes',
  mib: 'bytes',
  gb: 'bytes',
  gib: 'bytes',
  pct: 'ratio',
};

/**
 * The mistakes in the name of a metric family, by the rules of promlint.
 *
 * @param type of Prometheus; undefined for what is recorded, which has none
 */
export function checkName(name: string, type: string | undefined): NameProblem[] {
  const words = name.split('_');
  return [
    ...words.flatMap((word) => unitProblem(word, otherUnits)),
    // `plan_b` is no unit of bytes: only the last word is one.
    ...unitProblem(words.filter((word) => word !== 'total').at(-1) ?? '', abbreviations),
    ...words.flatMap((word) => typeProblem(word, name, words)),
    ...(/[a-z][A-Z]/.test(name)
      ? [
          {
            rule: 'name-case' as const,
            message: `${name} is in camelCase.`,
            fix: `write ${name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase()}.`,
          },
        ]
      : []),
    ...(type === undefined ? [] : suffixProblems(name, type)),
  ];
}

function unitProblem(word: string, units: Readonly<Record<string, string>>): NameProblem[] {
  const unit = Object.hasOwn(units, word) ? units[word] : undefined;
  if (unit === undefined) return [];
  return [
    {
      rule: 'name-unit',
      message:
        units === otherUnits ? `${word} is no base unit.` : `${word} is an abbreviated unit.`,
      fix: `use ${unit}, and values in ${unit === 'ratio' ? '0 to 1' : unit}.`,
    },
  ];
}

function typeProblem(word: string, name: string, words: readonly string[]): NameProblem[] {
  if (!['counter', 'gauge', 'histogram', 'summary'].includes(word)) return [];
  return [
    {
      rule: 'name-type',
      message: `${name} has the type of the metric in its name.`,
      fix: `write ${words.filter((other) => other !== word).join('_')}.`,
    },
  ];
}

function suffixProblems(name: string, type: string): NameProblem[] {
  const problems: NameProblem[] = [];
  const isCounter = type === 'counter';
  if (isCounter !== name.endsWith('_total') && (isCounter || name.endsWith('_total'))) {
    problems.push({
      rule: 'name-total',
      message: isCounter
        ? `${name} is a counter without _total.`
        : `${name} ends with _total and is a ${type}.`,
      fix: isCounter
        ? `write ${name}_total.`
        : `write ${name.replace(/_total$/, '')}, or make it a counter.`,
    });
  }
  const reserved = /_(bucket|count|sum)$/.exec(name);
  if (reserved && type !== 'histogram' && type !== 'summary') {
    problems.push({
      rule: 'name-reserved',
      message: `${name} ends with ${reserved[0]}, which series of histograms do.`,
      fix: `write another word, such as ${name.slice(0, reserved.index)}s.`,
    });
  }
  return problems;
}

/** The mistakes in the name of a recorded series, `level:metric:operations`. */
export function checkRecordName(name: string): NameProblem[] {
  const parts = name.split(':');
  const isLegal = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name);
  if (!isLegal || parts.length !== 3 || parts.some((part) => part === '')) {
    return [
      {
        rule: 'record-name',
        message: `${name} is not named level:metric:operations, so nobody sees that it is recorded.`,
        fix: `name the labels it keeps, the metric, and what was done: job:${parts.at(-1) || 'requests'}:rate5m.`,
      },
    ];
  }
  return checkName(parts[1]!, undefined);
}
