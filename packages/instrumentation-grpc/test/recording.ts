import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';

class ManualReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** An engine that can be read: the official SDK. */
export function recording() {
  const reader = new ManualReader();
  const meterProvider = new MeterProvider({ readers: [reader] });
  const meter = meterProvider.getMeter('test');

  async function points(name: string) {
    const { resourceMetrics, errors } = await reader.collect();
    if (errors.length > 0) throw errors[0];
    const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    return metrics.find((metric) => metric.descriptor.name === name)?.dataPoints ?? [];
  }

  /** Every series of a family, as the given labels' values to its value, or count for histograms. */
  async function series(name: string, ...labels: string[]): Promise<Record<string, number>> {
    return Object.fromEntries(
      (await points(name)).map(({ attributes, value }) => [
        labels
          .map((label) => attributes[label])
          .filter((text) => text !== undefined)
          .join(' '),
        typeof value === 'number' ? value : (value as { count: number }).count,
      ]),
    );
  }

  /** How often calls ended how, on one side: method, status code, and error type if there is one. */
  const calls = (side: 'server' | 'client') =>
    series(`rpc.${side}.call.duration`, 'rpc.method', 'rpc.status_code', 'error.type');

  return { meterProvider, meter, points, series, calls };
}
