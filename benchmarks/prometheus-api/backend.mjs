// A stand-in for the instances of a backend: the families that the eight endpoints ask for, with the
// labels that a busy service gives them (40 routes, 100 models of 20 providers, 20 tables), and other
// families up to the number of series.
import { createServer } from 'node:http';

const bounds = [
  '0.005',
  '0.01',
  '0.025',
  '0.05',
  '0.1',
  '0.25',
  '0.5',
  '1',
  '2.5',
  '5',
  '10',
  '+Inf',
];
const range = (count, make) => Array.from({ length: count }, (_, index) => make(index));
const times = (...lists) =>
  lists.reduce((all, list) => all.flatMap((one) => list.map((two) => `${one},${two}`)));

const endpoints = range(40, (i) => `endpoint="/v1/route/${i}"`);
const models = range(100, (i) => `model="model-${i}",provider="provider-${i % 20}"`);
const providers = range(20, (i) => `provider="provider-${i}"`);
const statuses = ['200', '404', '500'].map((status) => `status="${status}"`);
const results = ['success', 'error'].map((status) => `status="${status}"`);
const tables = range(20, (i) => `table="table_${i}"`);

const counter = (name, labels) => ({ name, type: 'counter', labels });
const gauge = (name, labels) => ({ name, type: 'gauge', labels });
const histogram = (name, labels) => ({ name, type: 'histogram', labels });

function familiesOf(replicas) {
  const instances = range(replicas, (i) => `replica="${i}"`);
  return [
    counter('fastapi_requests_total', times(instances, endpoints, statuses)),
    histogram('fastapi_requests_duration_seconds', times(instances, endpoints)),
    gauge('fastapi_requests_in_progress', instances),
    counter('fastapi_exceptions_total', times(instances, endpoints)),
    gauge('gatewayz_providers_total', instances),
    gauge('gatewayz_providers_healthy', instances),
    gauge('gatewayz_providers_degraded', instances),
    gauge('gatewayz_providers_down', instances),
    gauge('provider_availability', times(instances, providers)),
    gauge('provider_error_rate', times(instances, providers)),
    histogram('provider_response_time_seconds', times(instances, providers)),
    gauge('gatewayz_provider_health_score', times(instances, providers)),
    counter('model_inference_requests_total', times(instances, models, results)),
    histogram('model_inference_duration_seconds', times(instances, models)),
    counter('tokens_used_total', times(instances, models)),
    counter('credits_used_total', times(instances, models)),
    gauge('active_api_keys', instances),
    gauge('subscription_count', instances),
    gauge('trial_active', instances),
    histogram('database_query_duration_seconds', times(instances, tables)),
    counter('cache_hits_total', instances),
    counter('cache_misses_total', instances),
    gauge('cache_size_bytes', instances),
  ];
}

function seriesOf({ name, type, labels }) {
  if (type !== 'histogram') return labels.map((set) => ({ text: `${name}{${set}}`, scale: 1 }));
  return labels.flatMap((set) => [
    ...bounds.map((le, index) => ({ text: `${name}_bucket{${set},le="${le}"}`, scale: index + 1 })),
    { text: `${name}_sum{${set}}`, scale: 2.5 },
    { text: `${name}_count{${set}}`, scale: bounds.length },
  ]);
}

/** As many targets as a Prometheus of this size has, so that scrapes are spread over their interval. */
const shards = 50;

/**
 * Starts it; `series` in all, of which `asked` are of families that the endpoints ask for. Each target
 * has every fiftieth of them.
 */
export async function startBackend(series, replicas) {
  const groups = familiesOf(replicas).map((family) => ({ ...family, series: seriesOf(family) }));
  const asked = groups.reduce((sum, group) => sum + group.series.length, 0);
  const others = range(series - asked, (i) => ({
    text: `other_${i % 100}_total{replica="${i % 10}",id="${i}"}`,
    scale: 1,
  }));
  const names = others.slice(0, 100).map(({ text }) => text.slice(0, text.indexOf('{')));
  for (const name of names) {
    const own = others.filter(({ text }) => text.startsWith(`${name}{`));
    groups.push({ name, type: 'counter', series: own });
  }
  const startedAt = Date.now();
  const server = createServer((request, response) => {
    const shard = Number(request.url.slice(1));
    const age = (Date.now() - startedAt) / 1000;
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    for (const { name, type, series: list } of groups) {
      const grows = type === 'gauge' ? 0 : 1;
      const own = list.filter((_, index) => index % shards === shard);
      if (own.length === 0) continue;
      const lines = own.map(({ text, scale }) => `${text} ${scale * (100 + grows * age)}`);
      response.write(`# TYPE ${name} ${type}\n${lines.join('\n')}\n`);
    }
    response.end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  const { port } = server.address();
  const targets = range(shards, (shard) => `http://127.0.0.1:${port}/${shard}`);
  return { targets, asked, stop };
}
