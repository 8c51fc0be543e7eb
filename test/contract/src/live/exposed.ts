import type { Labels, Metadata, PrometheusServer } from '@obs-test/backends';
import type { Family, Job } from '../contract.ts';
import { groupKey, without } from './answers.ts';

/** What a Prometheus knows of one family of one target. */
export interface Exposed {
  readonly metadata: Metadata | undefined;
  /** Label sets without the target's labels and without `le`. */
  readonly labelSets: readonly Labels[];
  /** Finite bounds of the buckets, ascending; empty unless it is a histogram. */
  readonly bounds: readonly number[];
  /** Whether every histogram series has its `+Inf` bucket. */
  readonly hasInfinity: boolean;
  /** The most that a series of the family showed at a scrape: the sum, the level, or a histogram's count. */
  readonly most: number;
}

/** Asks for a family as a target of the job exposes it. */
export async function exposed(
  prometheus: PrometheusServer,
  family: Family,
  job: Job,
): Promise<Exposed> {
  const isHistogram = family.type === 'histogram';
  const suffixes = isHistogram ? ['_bucket', '_sum', '_count'] : [''];
  const selectors = suffixes.map((suffix) => `${family.name}${suffix}{job="${job.job}"}`);
  const [metadata, series, most] = await Promise.all([
    metadataOf(prometheus, family, job),
    prometheus.series(...selectors),
    prometheus.query(
      `max(max_over_time(${family.name}${isHistogram ? '_count' : ''}{job="${job.job}"}[30m]))`,
    ),
  ]);
  const ofTarget = ['__name__', 'job', 'instance', ...Object.keys(job.labels)];
  const bounds = series.flatMap(({ le }) =>
    le === undefined ? [] : [Number(le.replace('+Inf', 'Infinity'))],
  );
  return {
    metadata,
    labelSets: unique(series.map((labels) => without(labels, [...ofTarget, 'le']))),
    bounds: [...new Set(bounds)].filter(Number.isFinite).sort((a, b) => a - b),
    hasInfinity: bounds.includes(Number.POSITIVE_INFINITY),
    most: most[0]?.value ?? Number.NaN,
  };
}

async function metadataOf(
  prometheus: PrometheusServer,
  family: Family,
  job: Job,
): Promise<Metadata | undefined> {
  // A scrape in OpenMetrics names a counter's metadata without `_total`, one in text with it.
  for (const metric of [family.name, family.name.replace(/_total$/, '')]) {
    const [found] = await prometheus.api<Metadata[]>('targets/metadata', {
      match_target: `{job="${job.job}"}`,
      metric,
    });
    if (found !== undefined) return found;
  }
  return undefined;
}

function unique(sets: readonly Labels[]): Labels[] {
  return [...new Map(sets.map((set) => [groupKey(set), set])).values()];
}
