import type { PrometheusClient, Target } from '@obs-test/backends';
import { ask } from './answer.ts';
import type { DemoQuery } from './contract.ts';
import type { QueryRow, TargetRow } from './report.ts';

/** What Prometheus says of every target and to every query. */
export interface Survey {
  readonly targets: readonly TargetRow[];
  readonly queries: readonly QueryRow[];
  /** What is not as it should be, a line each. */
  readonly problems: readonly string[];
}

/** @param jobs names of the jobs that must be up. */
export async function survey(
  prometheus: PrometheusClient,
  jobs: readonly string[],
  queries: readonly DemoQuery[],
): Promise<Survey> {
  const targets = await Promise.all(
    (await prometheus.targets()).map((target) => targetRow(prometheus, target)),
  );
  const rows: QueryRow[] = [];
  for (const query of queries) {
    const asked = await ask(prometheus, query.asked);
    const shipped = query.shipped === query.asked ? asked : await ask(prometheus, query.shipped);
    rows.push({ query, asked, shipped });
  }
  return {
    targets,
    queries: rows,
    problems: [...targetProblems(jobs, targets), ...rows.flatMap(queryProblems)],
  };
}

async function targetRow(prometheus: PrometheusClient, target: Target): Promise<TargetRow> {
  const { job, labels, health, lastError } = target;
  const selector = `{job="${job}",instance="${labels['instance']}"}`;
  const metadata = await prometheus.api<unknown[]>('targets/metadata', { match_target: selector });
  const [series] = await prometheus.query(`scrape_samples_scraped${selector}`);
  return {
    job,
    target: labels['instance'] ?? '',
    isUp: health === 'up',
    families: metadata.length,
    series: series?.value ?? 0,
    error: lastError,
  };
}

function targetProblems(jobs: readonly string[], targets: readonly TargetRow[]): string[] {
  const missing = jobs.filter((name) => !targets.some(({ job }) => job === name));
  const down = targets.filter(({ isUp }) => !isUp);
  return [
    ...missing.map((job) => `the target ${job} is not known to Prometheus`),
    ...down.map(({ job, target, error }) => `the target ${job} (${target}) is down: ${error}`),
  ];
}

function queryProblems({ query, asked, shipped }: QueryRow): string[] {
  const answers = query.asked === query.shipped ? { asked } : { asked, shipped };
  return Object.entries(answers).flatMap(([form, { isAnswer, text, problem }]) => {
    const isFine = isAnswer || (query.mayBeEmpty === true && text === 'empty');
    return isFine ? [] : [`${query.id}, as ${form}, has no answer (${text}): ${problem}`];
  });
}
