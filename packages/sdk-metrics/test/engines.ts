import { inspect } from 'node:util';
import type { Meter } from '@opentelemetry/api';
import {
  type AggregationOption,
  type AggregationTemporality,
  type CollectionResult,
  type DataPoint,
  type IMetricReader,
  type InstrumentType,
  type MetricData,
  MetricReader,
  MeterProvider as OfficialMeterProvider,
} from '@opentelemetry/sdk-metrics';
import { MeterProvider, type MeterProviderOptions } from '../src/index.js';

export interface ReaderOptions {
  temporality?: AggregationTemporality;
  limit?: number;
  aggregation?: (type: InstrumentType) => AggregationOption;
}

/** A reader that collects when a test says so. */
export class TestReader extends MetricReader {
  constructor(options: ReaderOptions = {}) {
    const { temporality, limit, aggregation } = options;
    super({
      ...(temporality !== undefined && { aggregationTemporalitySelector: () => temporality }),
      ...(limit !== undefined && { cardinalitySelector: () => limit }),
      ...(aggregation !== undefined && { aggregationSelector: aggregation }),
    });
  }

  protected async onForceFlush(): Promise<void> {}
  protected async onShutdown(): Promise<void> {}
}

/** What the conformance suite needs of a provider: no more than the official one offers. */
export interface Provider {
  getMeter(name: string, version?: string, options?: { schemaUrl?: string }): Meter;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

export interface EngineUnderTest {
  readonly name: string;
  readonly isOfficial: boolean;
  create(options: MeterProviderOptions): Provider;
}

/** Ours with generated recorders, ours without, and the official SDK. */
export const engines: readonly EngineUnderTest[] = [
  { name: 'ours', isOfficial: false, create: (options) => new MeterProvider(options) },
  {
    name: 'ours, not compiled',
    isOfficial: false,
    create: (options) => new MeterProvider({ ...options, compile: false }),
  },
  {
    name: 'official',
    isOfficial: true,
    create: (options) => new OfficialMeterProvider(options as never) as Provider,
  },
];

export interface Fixture {
  readonly engine: EngineUnderTest;
  readonly provider: Provider;
  readonly reader: TestReader;
  readonly meter: Meter;
}

export function fixture(
  engine: EngineUnderTest,
  options: MeterProviderOptions = {},
  reader = new TestReader(),
): Fixture {
  const readers: IMetricReader[] = options.readers ?? [reader];
  const provider = engine.create({ ...options, readers });
  return { engine, provider, reader, meter: provider.getMeter('conformance', '1.2.3') };
}

/** The metrics with a name, in all scopes. */
export function metricsNamed(result: CollectionResult, name: string): MetricData[] {
  return result.resourceMetrics.scopeMetrics.flatMap((scope) =>
    scope.metrics.filter((metric) => metric.descriptor.name === name),
  );
}

/** The only metric with a name. */
export function metricNamed(result: CollectionResult, name: string): MetricData {
  const found = metricsNamed(result, name);
  if (found.length !== 1) throw new Error(`${found.length} metrics are named ${name}`);
  return found[0] as MetricData;
}

/** Attributes as sorted text, and values: points in an order of their own. */
export function values(result: CollectionResult, name: string): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const metric of metricsNamed(result, name)) {
    for (const point of metric.dataPoints as DataPoint<unknown>[]) {
      const key = set(point.attributes);
      if (key in found) throw new Error(`two points have the attributes ${key}`);
      found[key] = point.value;
    }
  }
  return found;
}

/** The key under which {@link values} lists a set. */
export function set(attributes: Record<string, unknown>): string {
  return inspect(Object.entries(attributes).sort(), {
    depth: 5,
    breakLength: Number.POSITIVE_INFINITY,
  });
}

/** Records often enough that a compiled recorder takes over half-way. */
export const often = 500;
