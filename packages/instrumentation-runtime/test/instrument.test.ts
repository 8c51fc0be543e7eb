import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { describe, expect, it, vi } from 'vitest';
import { instrumentRuntime, type RuntimeOptions } from '../src/index.js';

class ManualReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

function recording() {
  const reader = new ManualReader();
  const meter = new MeterProvider({ readers: [reader] }).getMeter('test');
  /** First values by name; of the series with a label, when one is asked for. */
  const values = async (label = '') => {
    const { resourceMetrics } = await reader.collect();
    const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    return new Map(
      metrics.map(({ descriptor, dataPoints }) => {
        const point = dataPoints.find(({ attributes }) =>
          Object.entries(attributes).join().replace(',', '=').includes(label),
        );
        return [descriptor.name, point?.value as number] as const;
      }),
    );
  };
  return { meter, values };
}

/** The same things under both names. */
const names = [
  {
    names: 'opentelemetry',
    delayMax: 'nodejs.eventloop.delay.max',
    cpu: 'process.cpu.time',
    resources: 'v8js.resource.active',
    ofTimeouts: 'v8js.resource.type=Timeout',
  },
  {
    names: 'prom-client',
    delayMax: 'nodejs.eventloop.lag.max',
    cpu: 'process.cpu',
    resources: 'nodejs.active.resources',
    ofTimeouts: 'type=Timeout',
  },
] as const;

const busy = (millis: number) => {
  const end = performance.now() + millis;
  while (performance.now() < end);
};

describe.each(names)('instrumentRuntime with the names of $names', (under) => {
  it('shows a blocked event loop, and after a quiet collection the same summary, not NaN', async () => {
    const { meter, values } = recording();
    const handle = instrumentRuntime({ meter, names: under.names });
    await new Promise((resolve) => setTimeout(resolve, 30));
    busy(120);
    await new Promise((resolve) => setTimeout(resolve, 30));
    const blocked = (await values()).get(under.delayMax);
    expect(blocked).toBeGreaterThan(0.1);
    expect((await values()).get(under.delayMax)).toBe(blocked);
    handle.disable();
  });

  it('reads nothing any more after disable()', async () => {
    const { meter, values } = recording();
    const handle = instrumentRuntime({ meter, names: under.names });
    const cpu = async () => (await values()).get(under.cpu) as number;
    const before = await cpu();
    busy(20);
    const last = await cpu();
    expect(last).toBeGreaterThan(before);
    handle.disable();
    handle.disable();
    // The official SDK repeats the last value of what is no longer observed.
    expect([undefined, last]).toContain(await cpu());
  });

  it.each([
    [undefined, 1],
    [true, 1],
    [false, 0],
  ])('with garbageCollection %s watches collections %i times', (garbageCollection, times) => {
    const observe = vi.spyOn(PerformanceObserver.prototype, 'observe');
    const { meter } = recording();
    const handle = instrumentRuntime({
      meter,
      names: under.names,
      ...(garbageCollection === undefined ? {} : { garbageCollection }),
    });
    expect(observe).toHaveBeenCalledTimes(times);
    handle.disable();
    observe.mockRestore();
  });

  it('reports a type of resource that is gone as 0', async () => {
    const { meter, values } = recording();
    const handle = instrumentRuntime({ meter, names: under.names });
    const timer = setTimeout(() => {}, 10_000);
    const timeouts = async () => (await values(under.ofTimeouts)).get(under.resources);
    const during = (await timeouts()) as number;
    expect(during).toBeGreaterThanOrEqual(1);
    clearTimeout(timer);
    expect(await timeouts()).toBe(during - 1);
    handle.disable();
  });
});

/** Only a Node that knows the option refuses this value. */
const measuresTurns = (() => {
  try {
    monitorEventLoopDelay({ samplePerIteration: 'unknown' } as never);
    return false;
  } catch {
    return true;
  }
})();

describe('the delays of the event loop', () => {
  const delayMin = async (options: Partial<RuntimeOptions>) => {
    const { meter, values } = recording();
    const handle = instrumentRuntime({ meter, ...options });
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (let turn = 0; turn < 200; turn += 1) await new Promise(setImmediate);
    const min = (await values()).get(
      options.names === 'prom-client' ? 'nodejs.eventloop.lag.min' : 'nodejs.eventloop.delay.min',
    );
    handle.disable();
    return min as number;
  };

  it.runIf(measuresTurns)('are those of each turn, without an interval', async () => {
    expect(await delayMin({})).toBeLessThan(0.005);
  });

  it.runIf(measuresTurns)('leave the wait for events out, from the first turn on', async () => {
    const { meter, values } = recording();
    const handle = instrumentRuntime({ meter });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect((await values()).get('nodejs.eventloop.delay.max')).toBeLessThan(0.9);
    handle.disable();
  });

  it.each([{ eventLoopResolutionMillis: 20 }, { names: 'prom-client' }] as const)(
    'contain the interval of a timer with %o',
    async (options) => {
      expect(await delayMin(options)).toBeGreaterThan(0.005);
    },
  );
});

describe('instrumentRuntime', () => {
  it('takes the names of OpenTelemetry when it is told none', async () => {
    const { meter, values } = recording();
    const handle = instrumentRuntime({ meter });
    expect([...(await values()).keys()]).toContain('process.memory.usage');
    handle.disable();
  });

  it.each([0, 0.5, 10_001, Number.NaN])('refuses a resolution of %s ms', (millis) => {
    const { meter } = recording();
    expect(() => instrumentRuntime({ meter, eventLoopResolutionMillis: millis })).toThrow(
      /OBS_RUNTIME_RESOLUTION/,
    );
  });

  it('refuses names that it does not know', () => {
    const { meter } = recording();
    expect(() => instrumentRuntime({ meter, names: 'prometheus' as never })).toThrow(
      /OBS_RUNTIME_NAMES/,
    );
  });
});
