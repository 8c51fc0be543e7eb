import { messageOf } from '../errors.js';

/** One line of a panel: its name, and a value for each time of the range; null where there is none. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** What a Prometheus said to a query: series, or why there are none. */
export type Answer = { readonly series: readonly Series[] } | { readonly error: string };

export interface Range {
  /** Seconds since the epoch. */
  readonly from: number;
  readonly to: number;
  /** Seconds between two values. */
  readonly step: number;
}

interface Matrix {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [time: number, value: string])[];
}

/** No more lines than an eye can tell apart; more are counted in the legend's last entry. */
const mostSeries = 40;
const timeoutMillis = 30_000;

/**
 * Asks a Prometheus for a query over a range.
 *
 * @param base URL of the server, with user and password if it wants them
 * @param legend a text, or a template with labels: `{{provider}}`
 * @returns never rejects: what went wrong is the answer
 */
export async function ask(
  base: URL,
  promql: string,
  legend: string,
  range: Range,
): Promise<Answer> {
  try {
    const url = new URL(`${base.pathname.replace(/\/$/, '')}/api/v1/query_range`, base);
    const headers = authorization(base);
    url.username = '';
    url.password = '';
    const { from, to, step } = range;
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ query: promql, start: `${from}`, end: `${to}`, step: `${step}` }),
      signal: AbortSignal.timeout(timeoutMillis),
    });
    const answer = (await response.json()) as {
      readonly status: string;
      readonly error?: string;
      readonly data?: { readonly result: readonly Matrix[] };
    };
    if (answer.status !== 'success') return { error: answer.error ?? `status ${response.status}` };
    const result = answer.data?.result ?? [];
    return { series: result.slice(0, mostSeries).map((one) => seriesOf(one, legend, range)) };
  } catch (error) {
    return { error: reasonOf(error) };
  }
}

function authorization({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

function seriesOf({ metric, values }: Matrix, legend: string, { from, to, step }: Range): Series {
  const byIndex = new Map(
    values.map(([time, value]) => [Math.round((time - from) / step), numberOf(value)]),
  );
  const length = Math.floor((to - from) / step) + 1;
  return {
    name: legend.replace(/\{\{(\w+)\}\}/g, (_, label: string) => metric[label] ?? '').trim(),
    values: Array.from({ length }, (_, index) => byIndex.get(index) ?? null),
  };
}

/** JSON has neither NaN nor infinity, and neither can be drawn. */
function numberOf(text: string): number | null {
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error ? cause.message || messageOf(error) : messageOf(error);
}
