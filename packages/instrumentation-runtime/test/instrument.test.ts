import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { describe, expect, it } from 'vitest';
import { instrumentRuntime } from '../src/index.js';

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

describe('instrumentRuntime', () => {
  it('shows a blocked event loop, and after a quiet collection the same summary, not NaN', async () => {
    const { meter, values } = recording();
    const handle = instrumentRuntime({ meter });
    await new Promise((resolve) => setTimeout(resolve, 30));
    const end = performance.now() + 120;
    while (performance.now() < end);
    await new Promise((resolve) => setTimeout(resolve, 30));
    const blocked = (await values()).get('nodejs.eventloop.lag.max');
    expect(blocked).toBeGreaterThan(0.1);
    expect((await values()).get('nodejs.eventloop.lag.max')).toBe(blocked);
    handle.disable();
  });

  it('reads nothing any more after disable()', async () => {
    const { meter, values } = recording();
    const handle = instrumentRuntime({ meter });
    const cpu = async () => (await values()).get('process.cpu') as number;
    const before = await cpu();
    const end = performance.now() + 20;
    while (performance.now() < end);
    const last = await cpu();
    expect(last).toBeGreaterThan(before);
    handle.disable();
    handle.disable();
    // The official SDK repeats the last value of what is no longer observed.
    expect([undefined, last]).toContain(await cpu());
  });

  it('reports a type of resource that is gone as 0', async () => {
    const { meter, values } = recording();
    const handle = instrumentRuntime({ meter });
    const timer = setTimeout(() => {}, 10_000);
    const timeouts = async () => (await values('type=Timeout')).get('nodejs.active.resources');
    const during = (await timeouts()) as number;
    expect(during).toBeGreaterThanOrEqual(1);
    clearTimeout(timer);
    expect(await timeouts()).toBe(during - 1);
    handle.disable();
  });

  it.each([0, 0.5, 10_001, Number.NaN])('refuses a resolution of %s ms', (millis) => {
    const { meter } = recording();
    expect(() => instrumentRuntime({ meter, eventLoopResolutionMillis: millis })).toThrow(
      /OBS_RUNTIME_RESOLUTION/,
    );
  });
});
