import type { AggregationConfig } from '../aggregation/options.js';
import { textSections } from '../plan/families.js';
import type { Plan } from '../plan/plan.js';
import { endpoints } from './endpoints.js';

/** The page of `/docs`, from the plan that the queries come from. */
export function writeDocs(plan: Plan, config: AggregationConfig, prefix: string): string {
  return [
    '# Prometheus aggregation API',
    '',
    `Answers are kept for ${seconds(config.freshMillis)}, and given, marked stale, until they are ${seconds(config.maxAgeMillis)} old while new ones are fetched.`,
    'A value that is missing is explained: in `errors` of the summary, in the header `x-obs-errors` of the text endpoints. `no_series`: Prometheus has none; `nan`: there is no number; `failed`: the query was not answered.',
    '`?strict=1` answers 502 or 504 when a query failed or nothing at all has a value.',
    '',
    'Values that are aggregated alike share a query.',
    '',
    '| endpoint | answer | meant to take at most | waits at most |',
    '|---|---|---|---|',
    ...endpoints.map(
      ({ name, about, promiseMillis }) =>
        `| \`GET ${prefix}/${name}\` | ${cell(about)} | ${
          name === 'docs' ? '' : `${promiseMillis} ms`
        } | ${name === 'docs' ? '' : `${config.budgets[name]} ms`} |`,
    ),
    '',
    '## /summary',
    '',
    'Every value is text; `N/A` when there is none.',
    '',
    '| value | meaning | query |',
    '|---|---|---|',
    ...plan.summary.map(
      ({ group, field, meaning, query }) =>
        `| \`${group}.${field}\` | ${cell(meaning)} | ${code(query)} |`,
    ),
    ...textSections.flatMap((section) => [
      '',
      `## /${section}`,
      '',
      '| family | type | labels | meaning | query |',
      '|---|---|---|---|---|',
      ...plan.text[section].map(
        ({ name, type, by, help, query }) =>
          `| \`${name}\` | ${type} | ${by.map((label) => `\`${label}\``).join(', ')} | ${cell(help)} | ${code(query)} |`,
      ),
    ]),
    '',
  ].join('\n');
}

function seconds(millis: number): string {
  return `${millis / 1000} s`;
}

/** A cell ends at a pipe, also within code, unless the pipe is escaped. */
function cell(text: string): string {
  return text.replace(/\|/g, '\\|').replace(/\s+/g, ' ');
}

function code(text: string): string {
  const fence = text.includes('`') ? '``' : '`';
  return `${fence}${cell(text)}${fence}`;
}
