import { pbkdf2 } from 'node:crypto';
import { lookup } from 'node:dns';
import { prometheusName } from '@obs/semconv';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import client from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instrumentRuntime, type RuntimeInstrumentationHandle } from '../src/index.js';

class ManualReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

interface FamilyView {
  readonly type: string;
  readonly help: string;
  readonly labels: readonly string[];
  /** Label text to value; histograms to their count. */
  readonly values: Readonly<Record<string, number>>;
  readonly buckets?: readonly number[];
}

const reader = new ManualReader();
const meter = new MeterProvider({ readers: [reader] }).getMeter('test');
const registry = new client.Registry();
let handle: RuntimeInstrumentationHandle;
let ours: Record<string, FamilyView>;
let theirs: Record<string, FamilyView>;

/** Both in one process, the same work, and two collections: prom-client's lag is one behind. */
beforeAll(async () => {
  client.collectDefaultMetrics({ register: registry });
  handle = instrumentRuntime({ meter, names: 'prom-client' });
  await work();
  await readOurs();
  await readTheirs();
  await work();
  holdRequest();
  ours = await readOurs();
  theirs = await readTheirs();
});

afterAll(() => handle.disable());

async function work(): Promise<void> {
  let kept: unknown[] = [];
  const end = performance.now() + 150;
  while (performance.now() < end) {
    kept.push(new Array(1000).fill(kept.length));
    if (kept.length > 2000) kept = [];
    if (kept.length % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
}

/** A name lookup that waits for a thread, so that a request is in flight while both collect. */
function holdRequest(): void {
  for (let i = 0; i < 8; i += 1) pbkdf2('password', 'salt', 200_000, 64, 'sha512', () => {});
  lookup('localhost', () => {});
}

async function readOurs(): Promise<Record<string, FamilyView>> {
  const { resourceMetrics } = await reader.collect();
  const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
  const { process } = await import('@obs/semconv');
  const kindOf = new Map<string, string>(
    Object.values(process.metrics).map((metric) => [metric.name, metric.kind]),
  );
  return Object.fromEntries(
    metrics.map(({ descriptor, dataPoints }) => {
      const kind = kindOf.get(descriptor.name) as 'observablegauge';
      const name = prometheusName({ name: descriptor.name, unit: descriptor.unit, kind });
      const histogram = dataPoints[0]?.value as { buckets?: { boundaries: number[] } };
      return [
        name,
        {
          type: kind.replace('observable', ''),
          help: descriptor.description,
          labels: Object.keys(dataPoints[0]?.attributes ?? {}).sort(),
          values: Object.fromEntries(
            dataPoints.map(({ attributes, value }) => [
              JSON.stringify(attributes),
              typeof value === 'number' ? value : (value as { count: number }).count,
            ]),
          ),
          ...(histogram.buckets ? { buckets: histogram.buckets.boundaries } : {}),
        },
      ];
    }),
  );
}

async function readTheirs(): Promise<Record<string, FamilyView>> {
  const metrics = await registry.getMetricsAsJSON();
  return Object.fromEntries(
    metrics.map(({ name, type, help, values }) => {
      const isHistogram = String(type) === 'histogram';
      const all = values as { value: number; labels: object; metricName?: string }[];
      const shown = isHistogram ? all.filter((v) => v.metricName?.endsWith('_count')) : all;
      const bounds = all
        .map((v) => (v.labels as { le?: number | string }).le)
        .filter((le): le is number => typeof le === 'number');
      return [
        name,
        {
          type: String(type),
          help,
          labels: Object.keys(shown[0]?.labels ?? {}).sort(),
          values: Object.fromEntries(
            shown.map(({ labels, value }) => [
              JSON.stringify(
                Object.fromEntries(Object.entries(labels).map(([k, v]) => [k, String(v)])),
              ),
              value,
            ]),
          ),
          ...(isHistogram ? { buckets: [...new Set(bounds)] } : {}),
        },
      ];
    }),
  );
}

describe('beside prom-client in one process', () => {
  it('the families are the same', () => {
    expect(Object.keys(ours).sort()).toEqual(Object.keys(theirs).sort());
  });

  it('types, help texts, label names and bounds are the same', () => {
    const shape = (families: Record<string, FamilyView>) =>
      Object.fromEntries(
        Object.entries(families).map(([name, { values: _values, ...rest }]) => [name, rest]),
      );
    expect(shape(ours)).toEqual(shape(theirs));
  });

  it.each(['nodejs_version_info', 'process_start_time_seconds', 'process_max_fds'])(
    '%s is equal',
    (name) => {
      expect(ours[name]?.values).toEqual(theirs[name]?.values);
    },
  );

  it.each([
    'nodejs_heap_space_size_total_bytes',
    'nodejs_heap_space_size_used_bytes',
    'nodejs_heap_space_size_available_bytes',
    'nodejs_active_resources',
    'nodejs_active_handles',
    'nodejs_active_requests',
  ])('%s has the same series, bar those at zero', (name) => {
    const mine = Object.entries(ours[name]?.values ?? {}).filter(([, value]) => value > 0);
    expect(mine.map(([labels]) => labels).sort()).toEqual(
      Object.entries(theirs[name]?.values ?? {})
        .filter(([, value]) => value > 0)
        .map(([labels]) => labels)
        .sort(),
    );
  });

  it.each([
    ['process_resident_memory_bytes', 0.1],
    ['process_virtual_memory_bytes', 0.1],
    ['process_heap_bytes', 0.2],
    ['process_open_fds', 0.1],
    ['nodejs_heap_size_total_bytes', 0.2],
    ['nodejs_heap_size_used_bytes', 0.5],
    ['nodejs_external_memory_bytes', 0.2],
    ['nodejs_active_resources_total', 0.2],
    ['nodejs_active_handles_total', 0.2],
    ['nodejs_eventloop_lag_mean_seconds', 0.5],
    ['nodejs_eventloop_lag_min_seconds', 0.5],
    ['nodejs_eventloop_lag_p50_seconds', 0.5],
  ])('%s is within a share of %s', (name, share) => {
    const mine = ours[name]?.values['{}'] as number;
    const other = theirs[name]?.values['{}'] as number;
    expect(mine).toBeGreaterThan(0);
    expect(Math.abs(mine - other)).toBeLessThanOrEqual(share * other);
  });

  it('CPU seconds are those of the whole process: prom-client’s and what passed before it', () => {
    for (const name of ['process_cpu_user_seconds_total', 'process_cpu_seconds_total']) {
      const mine = ours[name]?.values['{}'] as number;
      const other = theirs[name]?.values['{}'] as number;
      expect(other).toBeGreaterThan(0);
      expect(mine).toBeGreaterThan(other);
      expect(mine).toBeLessThanOrEqual(
        process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6,
      );
    }
  });

  it('every collection is recorded; prom-client drops all but the first of those reported at once', () => {
    const mine = ours['nodejs_gc_duration_seconds']?.values ?? {};
    const other = theirs['nodejs_gc_duration_seconds']?.values ?? {};
    expect(Object.keys(other)).not.toEqual([]);
    expect(Object.keys(mine)).toEqual(expect.arrayContaining(Object.keys(other)));
    // One may fall between the two readings.
    for (const kind of Object.keys(other)) {
      expect(mine[kind]).toBeGreaterThanOrEqual((other[kind] as number) - 1);
    }
  });
});
