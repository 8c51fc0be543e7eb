import { type CollectorServer, collector, startCollector, waitFor } from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { OTLPMetricExporter as GrpcExporter } from '@opentelemetry/exporter-metrics-otlp-grpc';
import {
  OTLPMetricExporter as JsonExporter,
  AggregationTemporalityPreference as Preference,
} from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtoExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { expect, it } from 'vitest';
import { comparable, engines, type Json, push, text } from '../engines.ts';
import { options, record } from '../program.ts';

/** What `cpu.time` and `orders` are sent as, by preference: 1 is delta, 2 cumulative. */
const preferences = {
  CUMULATIVE: { 'cpu.time': 2, orders: 2 },
  DELTA: { 'cpu.time': 1, orders: 1 },
  LOWMEMORY: { 'cpu.time': 2, orders: 1 },
};

const exporters = {
  'OTLP over gRPC': ({ otlpGrpcUrl }: CollectorServer, temporalityPreference: Preference) =>
    new GrpcExporter({ url: otlpGrpcUrl, temporalityPreference }),
  'OTLP/JSON over HTTP': ({ otlpHttpUrl }: CollectorServer, temporalityPreference: Preference) =>
    new JsonExporter({ url: `${otlpHttpUrl}/v1/metrics`, temporalityPreference }),
  'OTLP/protobuf over HTTP': (
    { otlpHttpUrl }: CollectorServer,
    temporalityPreference: Preference,
  ) => new ProtoExporter({ url: `${otlpHttpUrl}/v1/metrics`, temporalityPreference }),
};

/** Ours then puts exemplars on its points, which official exporters have to ignore. */
const withExemplars = { exemplarFilter: 'always_on' } as object;

describeWithBackend('a real Collector', collector, () => {
  for (const [name, make] of Object.entries(exporters)) {
    for (const [preference, sent] of Object.entries(preferences)) {
      it(`receives by ${name} what it receives from the official provider: ${preference}`, async () => {
        const received: Record<string, Json[]> = {};
        for (const [engine, Provider] of Object.entries(engines)) {
          const server = await startCollector();
          try {
            const reader = push(make(server, Preference[preference as 'DELTA']));
            const provider = new Provider({ ...options, ...withExemplars, readers: [reader] });
            record(provider);
            await provider.shutdown();
            received[engine] = await waitFor(
              async () => {
                const requests = await server.received<Record<string, Json>>('metrics');
                return requests.length > 0 && requests;
              },
              { what: 'the first export' },
            );
          } finally {
            await server.stop();
          }
        }
        const [ours] = received['ours'] ?? [];
        expect(comparable(ours)).toEqual(comparable(received['official']?.[0]));
        // Equal emptiness would prove nothing.
        for (const [metric, temporality] of Object.entries(sent)) {
          const pattern = new RegExp(
            `"name":"${metric}"[^]*?"aggregationTemporality":${temporality}`,
          );
          expect(text(ours)).toMatch(pattern);
        }
        const names = [...text(ours).matchAll(/"name":"([a-z.]+)"/g)].map(([, found]) => found);
        expect(names).toEqual(
          expect.arrayContaining(['orders', 'duration', 'payload.size', 'renamed.after', 'level']),
        );
        expect(text(ours)).toContain('"exponentialHistogram"');
        expect(text(ours)).toMatch(/"timeUnixNano":"\d{19}"/);
      });
    }
  }
});
