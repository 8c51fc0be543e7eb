import { getHeapSpaceStatistics } from 'node:v8';
import { runtime as catalog } from '@obs/semconv';
import { DataPointType, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instrumentRuntime, type RuntimeInstrumentationHandle } from '../src/index.js';

class ManualReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

interface Family {
  readonly type: DataPointType;
  readonly unit: string;
  /** By the values of the attributes. */
  readonly values: Readonly<Record<string, number>>;
  readonly keys: readonly string[];
}

const reader = new ManualReader();
const meter = new MeterProvider({ readers: [reader] }).getMeter('test');
let handle: RuntimeInstrumentationHandle;
let first: Record<string, Family>;
let second: Record<string, Family>;

async function read(): Promise<Record<string, Family>> {
  const { resourceMetrics } = await reader.collect();
  const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
  return Object.fromEntries(
    metrics.map(({ descriptor, dataPointType, dataPoints }) => [
      descriptor.name,
      {
        type: dataPointType,
        unit: descriptor.unit,
        keys: [...new Set(dataPoints.flatMap(({ attributes }) => Object.keys(attributes)))],
        values: Object.fromEntries(
          dataPoints.map(({ attributes, value }) => [
            Object.values(attributes).join(),
            typeof value === 'number' ? value : (value as { count: number }).count,
          ]),
        ),
      },
    ]),
  );
}

async function work(millis: number): Promise<void> {
  // The sampler has to have begun.
  await new Promise((resolve) => setTimeout(resolve, 30));
  let kept: unknown[] = [];
  const end = performance.now() + millis;
  while (performance.now() < end) {
    kept.push(new Array(1000).fill(kept.length));
    if (kept.length > 2000) kept = [];
  }
  await new Promise((resolve) => setTimeout(resolve, 60));
}

beforeAll(async () => {
  handle = instrumentRuntime({ meter });
  await work(100);
  first = await read();
  await work(100);
  second = await read();
});

afterAll(() => handle.disable());

const value = (name: string, attributes = '') => second[name]?.values[attributes] as number;

describe('under the names of the semantic conventions', () => {
  it('there is every family of the catalog, with its unit, kind and attributes', () => {
    const types: Record<string, DataPointType> = {
      observablegauge: DataPointType.GAUGE,
      observablecounter: DataPointType.SUM,
      observableupdowncounter: DataPointType.SUM,
      histogram: DataPointType.HISTOGRAM,
    };
    const shape = Object.fromEntries(
      Object.entries(second).map(([name, { type, unit, keys }]) => [name, { type, unit, keys }]),
    );
    expect(shape).toEqual(
      Object.fromEntries(
        Object.values(catalog.metrics).map(({ name, kind, unit, labels }) => [
          name,
          { type: types[kind], unit, keys: Object.keys(labels) },
        ]),
      ),
    );
  });

  it('time, CPU and age go on from one collection to the next', () => {
    for (const name of ['nodejs.eventloop.time', 'process.cpu.time', 'process.uptime']) {
      for (const [attributes, before] of Object.entries(first[name]?.values ?? {})) {
        expect(value(name, attributes), `${name} ${attributes}`).toBeGreaterThanOrEqual(before);
      }
    }
    const passed = value('process.uptime') - (first['process.uptime']?.values[''] as number);
    expect(passed).toBeGreaterThan(0.15);
    const cpu = value('process.cpu.time', 'user') + value('process.cpu.time', 'system');
    const usage = process.cpuUsage();
    expect(cpu).toBeGreaterThan(0.1);
    expect(cpu).toBeLessThanOrEqual((usage.user + usage.system) / 1e6);
  });

  it('utilization is the share of the time since the last collection', () => {
    const state = (families: typeof second, name: string) =>
      families['nodejs.eventloop.time']?.values[name] as number;
    const [active, idle] = ['active', 'idle'].map(
      (name) => state(second, name) - state(first, name),
    );
    const expected = (active as number) / ((active as number) + (idle as number));
    expect(value('nodejs.eventloop.utilization')).toBeCloseTo(expected, 6);
    expect(expected).toBeGreaterThan(0.3);
    expect(expected).toBeLessThan(1);
  });

  it('delays are in seconds and in order', () => {
    const [min, p50, p90, p99, max] = ['min', 'p50', 'p90', 'p99', 'max'].map((part) =>
      value(`nodejs.eventloop.delay.${part}`),
    ) as [number, number, number, number, number];
    expect(min).toBeGreaterThan(0);
    expect([min, p50, p90, p99, max]).toEqual([min, p50, p90, p99, max].sort((a, b) => a - b));
    expect(max).toBeGreaterThan(0.05);
    expect(max).toBeLessThan(60);
  });

  it('heap spaces have V8’s own names and add up', () => {
    const spaces = getHeapSpaceStatistics().map(({ space_name }) => space_name);
    const used = second['v8js.memory.heap.used']?.values ?? {};
    expect(Object.keys(used).sort()).toEqual(spaces.sort());
    const sum = Object.values(used).reduce((total, bytes) => total + bytes, 0);
    expect(sum).toBeGreaterThan(process.memoryUsage().heapUsed / 4);
    for (const space of spaces) {
      expect(value('v8js.memory.heap.space.size', space)).toBeGreaterThanOrEqual(
        used[space] as number,
      );
    }
  });

  it('garbage collections are counted by type', () => {
    const collections = second['v8js.gc.duration']?.values ?? {};
    expect(collections['minor']).toBeGreaterThan(0);
    const types = catalog.metrics.gcDuration.labels['v8js.gc.type'];
    expect(types).toEqual(expect.arrayContaining(Object.keys(collections)));
  });

  it.runIf(process.platform === 'linux')('memory and file descriptors are the kernel’s', () => {
    expect(value('process.memory.usage')).toBeGreaterThan(10e6);
    expect(value('process.memory.virtual')).toBeGreaterThan(value('process.memory.usage'));
    expect(value('process.unix.file_descriptor.count')).toBeGreaterThan(2);
  });
});
