import {
  PrometheusExporter,
  resolveFamilies,
  writeOpenMetrics,
  writeProtobuf,
  writeText,
} from '@obs/exporter-prometheus';
import { type LiveFamily, type LiveView, liveSourceKey } from '@obs/metrics-model';
import type { MetricProducer } from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { views } from '../src/arbitraries.ts';

/** As an engine has them: no attributes twice in a family; `1` is not `'1'`, and zero has no sign. */
function asAnEngineHasThem(view: LiveView): LiveView {
  const distinct = (family: LiveFamily): LiveFamily => {
    const seen = new Map(
      family.series().map((series) => {
        const pairs = Object.entries(series.attributes).sort(([a], [b]) => (a < b ? -1 : 1));
        const typed = pairs.map(([key, value]) => [
          key,
          typeof value,
          JSON.stringify(value),
          `${value}`,
        ]);
        return [JSON.stringify(typed), series];
      }),
    );
    const list = [...seen.values()];
    return { ...family, series: () => list };
  };
  return {
    ...view,
    scopes: view.scopes.map(({ scope, families }) => ({ scope, families: families.map(distinct) })),
  };
}

const formats = [
  ['text/plain', writeText],
  ['application/openmetrics-text;version=1.0.0;escaping=values', writeOpenMetrics],
  ['text/plain;version=1.0.0;escaping=allow-utf-8', writeText],
  [
    'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
    writeProtobuf,
  ],
] as const;

const options = fc.record({
  translationStrategy: fc.constantFrom('UnderscoreEscapingWithSuffixes', 'NoTranslation' as const),
  withoutScopeInfo: fc.boolean(),
  withResourceConstantLabels: fc.constantFrom({ include: [] }, { exclude: ['c'] }),
});

async function scraped(exporter: PrometheusExporter, accept: string) {
  const { status, headers, body } = await exporter.handler({
    method: 'GET',
    url: '/metrics',
    headers: { accept },
  });
  expect(status).toBe(200);
  const chunks: Uint8Array[] = [];
  if (body instanceof Uint8Array) chunks.push(body);
  else for await (const chunk of body ?? []) chunks.push(chunk);
  const escaping = /escaping=([\w-]+)/.exec(headers['content-type'] ?? '')?.[1] ?? 'underscores';
  return { bytes: Buffer.concat(chunks).toString('latin1'), escaping };
}

describe('the exporter, which keeps names and text between scrapes', () => {
  it('says at each scrape what the parts say that keep nothing', async () => {
    await fc.assert(
      fc.asyncProperty(views, options, async (any, chosen) => {
        const view = asAnEngineHasThem(any);
        const exporter = new PrometheusExporter({
          ...chosen,
          preventServerStart: true,
          onConflict: () => {},
        });
        const source = { openView: async () => view };
        exporter.setMetricProducer({ [liveSourceKey]: source } as unknown as MetricProducer);
        const { translationStrategy: strategy, withResourceConstantLabels: resourceLabels } =
          chosen;
        const { withoutScopeInfo } = chosen;
        for (let scrape = 0; scrape < 2; scrape++) {
          for (const [accept, write] of formats) {
            const { bytes, escaping } = await scraped(exporter, accept);
            const { families } = resolveFamilies(view, {
              ...{ strategy, resourceLabels, withoutScopeInfo },
              escaping: escaping as 'dots',
            });
            const chunks = [...write(families)].map((chunk) => Buffer.from(chunk));
            expect(bytes).toBe(Buffer.concat(chunks).toString('latin1'));
          }
        }
        await exporter.shutdown();
      }),
      { numRuns: Number(process.env['OBS_FUZZ_RUNS'] ?? 300) },
    );
  });
});
