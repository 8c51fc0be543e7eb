import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { otelRecorder } from './otel.mjs';

class Unlimited extends PrometheusExporter {
  selectCardinalityLimit() {
    return 2_000_000;
  }
}

export async function start(size) {
  const exporter = new Unlimited({
    preventServerStart: true,
    withoutScopeInfo: true,
    withoutTargetInfo: true,
  });
  const provider = new MeterProvider({ readers: [exporter] });
  const listener = (request, response) => exporter.getMetricsRequestHandler(request, response);
  return { ...otelRecorder(provider, size), listener };
}
