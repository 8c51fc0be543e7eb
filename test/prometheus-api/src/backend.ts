import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

type Labels = Readonly<Record<string, string>>;

/** A series that is `start` when the backend starts and then grows by `perSecond`. */
interface Series {
  readonly name: string;
  readonly labels: Labels;
  readonly start: number;
  readonly perSecond: number;
}

interface Family {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly series: readonly Series[];
}

function counter(name: string, ...rows: [labels: Labels, start: number, perSecond: number][]) {
  return family(name, 'counter', rows);
}

function gauge(name: string, ...rows: [labels: Labels, value: number][]) {
  return family(
    name,
    'gauge',
    rows.map(([labels, value]) => [labels, value, 0] as const),
  );
}

function family(
  name: string,
  type: Family['type'],
  rows: readonly (readonly [Labels, number, number])[],
): Family {
  const series = rows.map(([labels, start, perSecond]) => ({ name, labels, start, perSecond }));
  return { name, type, series };
}

/** Buckets are cumulative; each row is an upper bound with its start and growth. */
function histogram(
  name: string,
  labels: Labels,
  buckets: readonly (readonly [le: string, start: number, perSecond: number])[],
  [sumStart, sumPerSecond]: readonly [number, number],
): Family {
  const [, count, countPerSecond] = buckets.at(-1)!;
  return {
    name,
    type: 'histogram',
    series: [
      ...buckets.map(([le, start, perSecond]) => ({
        name: `${name}_bucket`,
        labels: { ...labels, le },
        start,
        perSecond,
      })),
      { name: `${name}_sum`, labels, start: sumStart, perSecond: sumPerSecond },
      { name: `${name}_count`, labels, start: count, perSecond: countPerSecond },
    ],
  };
}

/** Every family of section 4 of the contract, with numbers that are easy to compute with. */
export const families: readonly Family[] = [
  counter(
    'fastapi_requests_total',
    [{ status: '200', handler: '/chat' }, 1000, 5],
    [{ status: '200', handler: '/models' }, 2000, 3],
    [{ status: '404', handler: '/chat' }, 1100, 1],
    [{ status: '500', handler: '/chat' }, 1050, 1],
  ),
  histogram(
    'fastapi_requests_duration_seconds',
    {},
    [
      ['0.1', 5000, 9],
      ['0.5', 5100, 10],
      ['+Inf', 5150, 10],
    ],
    [1000, 2.5],
  ),
  gauge('fastapi_requests_in_progress', [{ handler: '/chat' }, 3], [{ handler: '/models' }, 4]),
  counter(
    'fastapi_exceptions_total',
    [{ type: 'ValueError' }, 1000, 0],
    [{ type: 'KeyError' }, 2000, 0],
  ),
  gauge('gatewayz_providers_total', [{}, 12]),
  gauge('gatewayz_providers_healthy', [{}, 9]),
  gauge('gatewayz_providers_degraded', [{}, 2]),
  gauge('gatewayz_providers_down', [{}, 1]),
  gauge('provider_availability', [{ provider: 'openai' }, 0.999], [{ provider: 'anthropic' }, 1]),
  gauge('provider_error_rate', [{ provider: 'openai' }, 0.25], [{ provider: 'anthropic' }, 0]),
  histogram(
    'provider_response_time_seconds',
    { provider: 'openai' },
    [
      ['1.5', 3000, 3],
      ['+Inf', 4000, 4],
    ],
    [2000, 2],
  ),
  gauge(
    'gatewayz_provider_health_score',
    [{ provider: 'openai' }, 87.5],
    [{ provider: 'anthropic' }, 99],
  ),
  counter(
    'model_inference_requests_total',
    [{ model: 'gpt-4o', provider: 'openai', status: 'success' }, 1000, 3],
    [{ model: 'gpt-4o', provider: 'openai', status: 'error' }, 2000, 1],
    [{ model: 'claude "3"', provider: 'anthropic', status: 'success' }, 3000, 4],
  ),
  histogram(
    'model_inference_duration_seconds',
    { model: 'gpt-4o', provider: 'openai' },
    [
      ['2.5', 3000, 4],
      ['+Inf', 3000, 4],
    ],
    [6000, 6],
  ),
  counter(
    'tokens_used_total',
    [{ model: 'gpt-4o', provider: 'openai' }, 100000, 100],
    [{ model: 'claude "3"', provider: 'anthropic' }, 200000, 50],
  ),
  counter(
    'credits_used_total',
    [{ model: 'gpt-4o', provider: 'openai' }, 1000.25, 0],
    [{ model: 'claude "3"', provider: 'anthropic' }, 2000.5, 0],
  ),
  gauge('active_api_keys', [{}, 321]),
  gauge('subscription_count', [{}, 45]),
  gauge('trial_active', [{}, 6]),
  histogram(
    'database_query_duration_seconds',
    { table: 'users' },
    [
      ['0.01', 2000, 0],
      ['0.03', 3000, 20],
      ['+Inf', 3000, 20],
    ],
    [1000, 0.4],
  ),
  counter('cache_hits_total', [{}, 1000, 9]),
  counter('cache_misses_total', [{}, 1000, 3]),
  gauge('cache_size_bytes', [{ shard: '0' }, 4096], [{ shard: '1' }, 8192]),
];

/** A small backend whose numbers are known at any time. */
export interface ObservedBackend {
  readonly target: string;
  /** Seconds since the epoch at which its series have their start values. */
  readonly startedAt: number;
  /** Seconds of growth; after them every series stays as it is. */
  readonly growsFor: number;
  stop(): Promise<void>;
}

/**
 * Serves the families as a scrape target. Every sample carries the time that its value belongs to,
 * so a rate is exact however late a scrape is.
 */
export async function startBackend(growsFor: number): Promise<ObservedBackend> {
  const startedAt = Math.floor(Date.now() / 1000);
  const server = createServer((_request, response) => {
    const time = Math.floor(Date.now() / 1000);
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(expose(time, Math.min(time - startedAt, growsFor)));
  });
  await listen(server);
  return {
    target: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    startedAt,
    growsFor,
    stop: () => stop(server),
  };
}

function expose(time: number, age: number): string {
  return families
    .flatMap(({ name, type, series }) => [
      `# HELP ${name} Of the observed backend.`,
      `# TYPE ${name} ${type}`,
      ...series.map((one) => {
        const labels = Object.entries(one.labels)
          .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
          .join(',');
        return `${one.name}{${labels}} ${one.start + one.perSecond * age} ${time * 1000}`;
      }),
    ])
    .join('\n')
    .concat('\n');
}

/** Listens on a free loopback port. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Cuts what is open and stops. */
export async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
