import type { PrometheusClient, Sample } from '@obs-test/backends';

/** What Prometheus says to a query. */
export interface Answer {
  /** Whether there is at least one series with a number. */
  readonly isAnswer: boolean;
  /** In a few words: `42`, `4 series: 0 to 1.5`, `empty`. */
  readonly text: string;
  /** Why there is no answer, and what that means. */
  readonly problem?: string;
}

/** Asks, and says why there is no answer if there is none. Never rejects. */
export async function ask(prometheus: PrometheusClient, promql: string): Promise<Answer> {
  try {
    const samples = await prometheus.query(promql);
    const values = samples.map(({ value }) => value).filter(Number.isFinite);
    if (values.length > 0) return { isAnswer: true, text: summary(samples.length, values) };
    return await explain(prometheus, promql, samples);
  } catch (error) {
    return { isAnswer: false, text: 'refused', problem: (error as Error).message };
  }
}

function summary(series: number, values: readonly number[]): string {
  const least = format(Math.min(...values));
  const most = format(Math.max(...values));
  const range = least === most ? least : `${least} to ${most}`;
  const missing = series - values.length;
  const counted = series === 1 ? range : `${series} series: ${range}`;
  return missing === 0 ? counted : `${counted}, ${missing} NaN`;
}

async function explain(
  prometheus: PrometheusClient,
  promql: string,
  samples: readonly Sample[],
): Promise<Answer> {
  const absent: string[] = [];
  for (const name of metricNames(promql)) {
    if ((await prometheus.query(`count(${name})`)).length === 0) absent.push(name);
  }
  if (absent.length > 0) {
    const problem = `no target exposes ${absent.join(', ')}`;
    return { isAnswer: false, text: 'empty', problem };
  }
  if (samples.length > 0) {
    const values = [...new Set(samples.map(({ value }) => String(value)))].join(', ');
    const problem = 'the series are there but did not change in the window, or were divided by 0';
    return { isAnswer: false, text: `only ${values}`, problem };
  }
  const problem = 'the series are there, but none with these labels, or too young for the window';
  return { isAnswer: false, text: 'empty', problem };
}

/** Names of metrics in an expression: words that are neither functions nor keywords nor labels. */
function metricNames(promql: string): string[] {
  const bare = promql
    .replace(/"[^"]*"/g, '')
    .replace(/\{[^}]*\}|\[[^\]]*\]/g, '')
    .replace(/\b(by|without|on|ignoring)\s*\([^)]*\)/g, '');
  const names = bare.match(/\b[a-zA-Z_:][\w:]*\b(?!\s*\()/g) ?? [];
  return [...new Set(names.filter((name) => name.includes('_') || name === 'up'))];
}

/** Four significant digits are enough to read. */
function format(value: number): string {
  return String(Number(value.toPrecision(4)));
}
