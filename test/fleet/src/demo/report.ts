import type { Answer } from './answer.ts';
import type { DemoQuery } from './contract.ts';

/** A target as Prometheus sees it. */
export interface TargetRow {
  readonly job: string;
  readonly target: string;
  readonly isUp: boolean;
  readonly families: number;
  readonly series: number;
  /** Why it is not up. */
  readonly error: string;
}

export interface QueryRow {
  readonly query: DemoQuery;
  readonly asked: Answer;
  readonly shipped: Answer;
}

/** Terminals of 120 columns show it without wrapping. */
const width = 120;
const answerWidth = 36;
const labelWidth = 11;
const promqlWidth = width - labelWidth - answerWidth - 2;

/** The one table: targets, then queries with their answers. */
export function table(targets: readonly TargetRow[], queries: readonly QueryRow[]): string {
  return [
    ...targetLines(targets),
    '',
    line('QUERY', '', 'ANSWER'),
    '-'.repeat(width),
    ...queries.flatMap(queryLines),
  ].join('\n');
}

function targetLines(targets: readonly TargetRow[]): string[] {
  const columns = (job: string, target: string, up: string, families: string, series: string) =>
    `${job.padEnd(24)}${target.padEnd(28)}${up.padEnd(8)}${families.padStart(10)}${series.padStart(10)}`;
  return [
    columns('TARGET', 'ADDRESS', '', 'FAMILIES', 'SERIES'),
    '-'.repeat(width),
    ...targets.map(({ job, target, isUp, families, series, error }) =>
      `${columns(job, target, isUp ? 'UP' : 'DOWN', String(families), String(series))}  ${error}`
        .trimEnd()
        .slice(0, width),
    ),
  ];
}

function queryLines({ query, asked, shipped }: QueryRow): string[] {
  const isSame = query.asked === query.shipped;
  return [
    query.id,
    ...promqlLines(isSame ? '  both' : '  asked', query.asked, asked),
    ...(isSame ? [] : promqlLines('  shipped', query.shipped, shipped)),
  ];
}

function promqlLines(label: string, promql: string, { isAnswer, text }: Answer): string[] {
  const answer = isAnswer ? text : `NO ANSWER: ${text}`;
  return wrap(promql, promqlWidth).map((piece, at) =>
    line(at === 0 ? label : '', piece, at === 0 ? answer : ''),
  );
}

function line(label: string, promql: string, answer: string): string {
  return `${label.padEnd(labelWidth)}${promql.padEnd(promqlWidth)}  ${answer}`.trimEnd();
}

/** Breaks at spaces and after commas; a word that is longer than a line is cut. */
export function wrap(text: string, length: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > length) {
    const end = Math.max(rest.lastIndexOf(' ', length), rest.lastIndexOf(',', length - 1) + 1);
    const cut = end > 0 ? end : length;
    lines.push(rest.slice(0, cut));
    rest = rest.slice(cut).trimStart();
  }
  return [...lines, rest];
}
