import { invalidOption } from './errors.js';
import type { PrometheusExporterOptions } from './options.js';

type Rule = readonly [takes: string, holds: (value: unknown) => boolean];

// Timers above 2^31 - 1 ms fire at once in Node: every scrape would be late.
function millis(least: number): Rule {
  return [
    `milliseconds from ${least} to 2147483647`,
    (value) => typeof value === 'number' && value >= least && value < 2 ** 31,
  ];
}

const rules: { readonly [K in keyof PrometheusExporterOptions]: Rule } = {
  collectTimeoutMillis: millis(1),
  sliceMillis: millis(0),
  scrapeTimeoutMillis: millis(1),
  scrapeTimeoutOffsetMillis: millis(0),
  maximumScrapesInFlight: [
    'a whole number from 1 on',
    (value) => Number.isSafeInteger(value) && (value as number) >= 1,
  ],
  compression: [
    'a list of zstd, gzip, identity',
    (value) =>
      Array.isArray(value) && value.every((one) => ['zstd', 'gzip', 'identity'].includes(one)),
  ],
};

/** Throws `OBS_PROM_INVALID_OPTION` for an option with a value that could not work. */
export function checkOptions(options: PrometheusExporterOptions): void {
  for (const [name, [takes, holds]] of Object.entries(rules)) {
    const value = options[name as keyof PrometheusExporterOptions];
    if (value === undefined || value === null || holds(value)) continue;
    throw invalidOption(name, `${String(value)} cannot be`, `It takes ${takes}.`);
  }
}
