import { type Meter, type MeterProvider, metrics, type TracerProvider } from '@opentelemetry/api';
import { instrumentHttpClient } from './client/instrument.js';
import type { HttpInstrumentationHandle } from './handle.js';
import type { HttpClientOptions, HttpServerOptions } from './options.js';
import { instrumentHttpServer } from './server/instrument.js';
import { version } from './version.js';

interface Config {
  /** False: starts with `enable()` only. */
  readonly enabled?: boolean;
}

/** The options of {@link instrumentHttpServer}, whose meter comes from the meter provider here. */
export interface HttpServerInstrumentationConfig extends Config, Omit<HttpServerOptions, 'meter'> {}

/** The options of {@link instrumentHttpClient}, whose meter comes from the meter provider here. */
export interface HttpClientInstrumentationConfig extends Config, Omit<HttpClientOptions, 'meter'> {}

/**
 * A function that instruments in the shape of the official `Instrumentation` interface, for
 * `registerInstrumentations()` and the Node SDK. It records on the global meter provider until
 * `setMeterProvider()` names one, from then on there.
 */
class MetricsInstrumentation<Configuration extends Config> {
  readonly instrumentationName = '@obs/instrumentation-http';
  readonly instrumentationVersion = version;
  readonly #instrument: (options: Configuration & { meter: Meter }) => HttpInstrumentationHandle;
  #config: Configuration;
  #meterProvider: MeterProvider | undefined;
  #handle: HttpInstrumentationHandle | undefined;

  constructor(
    config: Configuration,
    instrument: (options: Configuration & { meter: Meter }) => HttpInstrumentationHandle,
  ) {
    this.#config = { enabled: true, ...config };
    this.#instrument = instrument;
    if (this.#config.enabled === true) this.enable();
  }

  /** Starts recording; nothing happens when it records already. */
  enable(): void {
    const provider = this.#meterProvider ?? metrics.getMeterProvider();
    const meter = provider.getMeter(this.instrumentationName, this.instrumentationVersion);
    this.#handle ??= this.#instrument({ ...this.#config, meter });
  }

  disable(): void {
    this.#handle?.disable();
    this.#handle = undefined;
  }

  setMeterProvider(meterProvider: MeterProvider): void {
    this.#meterProvider = meterProvider;
    this.#restart();
  }

  /** Does nothing: there are no spans. */
  setTracerProvider(_tracerProvider: TracerProvider): void {}

  /** Replaces the configuration. @throws HttpInstrumentationError when it is wrong. */
  setConfig(config: Configuration): void {
    this.#config = { enabled: true, ...config };
    this.#restart();
  }

  getConfig(): Configuration {
    return this.#config;
  }

  #restart(): void {
    if (this.#handle === undefined) return;
    this.disable();
    this.enable();
  }
}

/** {@link instrumentHttpServer} as an official `Instrumentation`. */
export class HttpServerInstrumentation extends MetricsInstrumentation<HttpServerInstrumentationConfig> {
  /** @throws HttpInstrumentationError when families or limits are wrong. */
  constructor(config: HttpServerInstrumentationConfig = {}) {
    super(config, instrumentHttpServer);
  }
}

/** {@link instrumentHttpClient} as an official `Instrumentation`. */
export class HttpClientInstrumentation extends MetricsInstrumentation<HttpClientInstrumentationConfig> {
  /** @throws HttpInstrumentationError when families or limits are wrong. */
  constructor(config: HttpClientInstrumentationConfig = {}) {
    super(config, instrumentHttpClient);
  }
}
