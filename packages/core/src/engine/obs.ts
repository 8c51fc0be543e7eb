import { MeterProvider } from '@obs/sdk-metrics';
import type { MeterProvider as ApiMeterProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { IMetricReader } from '@opentelemetry/sdk-metrics';
import type { MetricsEngine } from './engine.js';

/** Our engine: it takes readers and the resource whenever they come. */
export class ObsEngine implements MetricsEngine {
  readonly name = 'obs';
  readonly meterProvider: ApiMeterProvider;
  readonly #provider: MeterProvider;
  #resource: Resource;

  constructor(resource: Resource) {
    this.#resource = resource;
    this.#provider = new MeterProvider({ resource });
    this.meterProvider = this.#provider;
  }

  get resource(): Resource {
    return this.#resource;
  }

  set resource(resource: Resource) {
    this.#resource = resource;
    this.#provider.setResource(resource);
  }

  attach(reader: IMetricReader): void {
    this.#provider.addReader(reader);
  }

  heedSpans(): void {
    this.#provider.updateExemplars();
  }

  forceFlush(): Promise<void> {
    return this.#provider.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#provider.shutdown();
  }
}
