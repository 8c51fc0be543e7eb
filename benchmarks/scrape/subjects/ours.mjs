import { PrometheusExporter, toNodeListener } from '@obs/exporter-prometheus';
import { MeterProvider } from '@obs/sdk-metrics';
import { otelRecorder } from './otel.mjs';

export async function start(size) {
  const exporter = new PrometheusExporter({
    preventServerStart: true,
    withoutScopeInfo: true,
    withoutTargetInfo: true,
    cardinalitySelector: () => 2_000_000,
  });
  const provider = new MeterProvider({ readers: [exporter] });
  return { ...otelRecorder(provider, size), listener: toNodeListener(exporter.handler) };
}
