import { ObsError } from '../errors.js';
import { reasonOf } from '../reason.js';
import { nearest } from './nearest.js';
import { shortened } from './shortened.js';

/** What an option takes, in words and as a test. */
export type Rule = readonly [takes: string, holds: (value: unknown) => boolean];

export const flag: Rule = ['true or false', (value) => typeof value === 'boolean'];

export const text: Rule = [
  'a text that is not empty',
  (value) => typeof value === 'string' && value !== '',
];

// Timers above 2^31 - 1 ms fire at once in Node, which would export in a tight loop.
export const millis: Rule = [
  'milliseconds from 1 to 2147483647',
  (value) => typeof value === 'number' && inRange(value, 1, 2 ** 31 - 1),
];

/** A whole number that counts something. */
export function count(least: number): Rule {
  return [
    `a whole number from ${least} on`,
    (value) => Number.isSafeInteger(value) && (value as number) >= least,
  ];
}

/** A list of some names. */
export function listOf(names: readonly string[]): Rule {
  return [
    `a list of ${names.join(', ')}`,
    (value) => Array.isArray(value) && value.every((name) => names.includes(name)),
  ];
}

export function inRange(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

/**
 * Checks every option that is given against its rule.
 *
 * @param prefix names the object that the options are in: `tracing.`, or nothing.
 * @throws ObsError `OBS_CONFIG_OPTION` for one that breaks its rule, or that nobody knows.
 */
export function checkRules(
  options: object,
  rules: Readonly<Record<string, Rule>>,
  prefix = '',
): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === null) continue;
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) {
      throw new ObsError(
        'OBS_CONFIG_OPTION',
        `start() has no option ${prefix}${name}.`,
        `Did you mean ${prefix}${nearest(name, Object.keys(rules))}?`,
      );
    }
    const [takes, holds] = rule;
    if (!holds(value)) throw wrongOption(`${prefix}${name}`, value, takes);
  }
}

export function wrongOption(name: string, value: unknown, takes: string): ObsError {
  const shown =
    typeof value === 'string' ? JSON.stringify(shortened(value)) : shortened(reasonOf(value));
  return new ObsError('OBS_CONFIG_OPTION', `The option ${name} is ${shown}.`, `It takes ${takes}.`);
}
