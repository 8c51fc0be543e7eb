// OpenTelemetry's own HTTP instrumentation, metrics only, on its own SDK and exporter.
const { metrics } = require('@opentelemetry/api');
const { PrometheusExporter } = require('@opentelemetry/exporter-prometheus');
const { registerInstrumentations } = require('@opentelemetry/instrumentation');
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
const { MeterProvider } = require('@opentelemetry/sdk-metrics');

process.env.OTEL_SEMCONV_STABILITY_OPT_IN ??= 'http';
const meterProvider = new MeterProvider({
  readers: [new PrometheusExporter({ port: 0, host: '127.0.0.1' })],
});
metrics.setGlobalMeterProvider(meterProvider);
registerInstrumentations({ meterProvider, instrumentations: [new HttpInstrumentation()] });
