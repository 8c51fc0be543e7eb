import { type MeterProvider, metrics, type TracerProvider } from '@opentelemetry/api';
import { type InstrumentGrpcOptions, patchGrpc } from './instrument.js';
import { version } from './version.js';
import { GrpcWatch } from './watch.js';

/** The options of {@link instrumentGrpc}, whose meter comes from the meter provider here. */
export interface GrpcInstrumentationConfig
  extends Omit<InstrumentGrpcOptions, 'meter' | 'meterProvider'> {
  /** False: starts with `enable()` only. */
  readonly enabled?: boolean;
}

/**
 * The same as {@link instrumentGrpc} in the shape of the official `Instrumentation` interface, for
 * `registerInstrumentations()` and the Node SDK. It records on the global meter provider until
 * `setMeterProvider()` names one, from then on there.
 */
export class GrpcInstrumentation {
  readonly instrumentationName = '@obs/instrumentation-grpc';
  readonly instrumentationVersion = version;
  readonly #watch = new GrpcWatch();
  #config: GrpcInstrumentationConfig;
  #meterProvider: MeterProvider | undefined;
  #release: (() => void) | undefined;

  /** @throws GrpcInstrumentationError as {@link instrumentGrpc}. */
  constructor(config: GrpcInstrumentationConfig = {}) {
    this.#config = { enabled: true, ...config };
    if (this.#config.enabled === true) this.enable();
  }

  /** Starts recording; nothing happens when it records already. */
  enable(): void {
    if (this.#release !== undefined) return;
    this.#record();
    this.#release = patchGrpc(this.#watch, this.#config);
  }

  /** Stops recording. Servers that were bound meanwhile are recorded again after `enable()`. */
  disable(): void {
    this.#release?.();
    this.#release = undefined;
    this.#watch.stop();
  }

  setMeterProvider(meterProvider: MeterProvider): void {
    this.#meterProvider = meterProvider;
    if (this.#release !== undefined) this.#record();
  }

  /** Does nothing: there are no spans. */
  setTracerProvider(_tracerProvider: TracerProvider): void {}

  /** Replaces the configuration. @throws GrpcInstrumentationError when it is wrong. */
  setConfig(config: GrpcInstrumentationConfig): void {
    const isOn = this.#release !== undefined;
    this.disable();
    this.#config = { enabled: true, ...config };
    if (isOn) this.enable();
  }

  getConfig(): GrpcInstrumentationConfig {
    return this.#config;
  }

  #record(): void {
    const meterProvider = this.#meterProvider ?? metrics.getMeterProvider();
    const meter = meterProvider.getMeter(this.instrumentationName, this.instrumentationVersion);
    this.#watch.start({ ...this.#config, meter, meterProvider });
  }
}
