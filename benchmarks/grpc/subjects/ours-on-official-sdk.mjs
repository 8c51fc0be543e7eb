// This project's instrumentation, recording with the official metrics SDK.
import { GrpcInstrumentation } from '@obs/instrumentation-grpc';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';

class IdleReader extends MetricReader {
  async onForceFlush() {}
  async onShutdown() {}
}

const meterProvider = new MeterProvider({ readers: [new IdleReader()] });
registerInstrumentations({ instrumentations: [new GrpcInstrumentation()], meterProvider });
