import { type MeterProvider, metrics, type TracerProvider } from '@opentelemetry/api';
import type { HttpServerOptions } from './options.js';
import { type HttpServerInstrumentationHandle, instrumentHttpServer } from './server/instrument.js';
import { version } from './version.js';

/** The options of {@link instrumentHttpServer}, whose meter comes from the meter provider here. */
export interface HttpServerInstrumentationConfig extends Omit<HttpServerOptions, 'meter'> {
  /** False: starts with `enable()` only. */
  readonly enabled?: boolean;
}

/**
 * The same as {@link instrumentHttpServer} in the shape of the official `Instrumentation` interface,
 * for `registerInstrumentations()` and the Node SDK. It records on the global meter provider until
 * `setMeterProvider()` names one, from then on there.
 */
export class HttpServerInstrumentation {
  readonly instrumentationName = '@obs/instrumentation-http';
  readonly instrumentationVersion = version;
  #config: HttpServerInstrumentationConfig;
  #meterProvider: MeterProvider | undefined;
  #handle: HttpServerInstrumentationHandle | undefined;

  /** @throws HttpInstrumentationError when families or limits are wrong. */
  constructor(config: HttpServerInstrumentationConfig = {}) {
    this.#config = { enabled: true, ...config };
    if (this.#config.enabled === true) this.enable();
  }

  /** Starts recording; nothing happens when it records already. */
  enable(): void {
    const provider = this.#meterProvider ?? metrics.getMeterProvider();
    const meter = provider.getMeter(this.instrumentationName, this.instrumentationVersion);
    this.#handle ??= instrumentHttpServer({ ...this.#config, meter });
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
  setConfig(config: HttpServerInstrumentationConfig): void {
    this.#config = { enabled: true, ...config };
    this.#restart();
  }

  getConfig(): HttpServerInstrumentationConfig {
    return this.#config;
  }

  #restart(): void {
    if (this.#handle === undefined) return;
    this.disable();
    this.enable();
  }
}
