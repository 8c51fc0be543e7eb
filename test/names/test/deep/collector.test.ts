import { PrometheusExporter } from '@obs/exporter-prometheus';
import { MeterProvider } from '@obs/sdk-metrics';
import { collector, startCollector, waitFor } from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import type { Meter } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { expect, it } from 'vitest';
import { families, recordAll } from '../../src/catalogs.ts';
import { type ExposedFamily, exposedFamilies } from '../../src/exposed.ts';
import { type GoldenName, goldenNames, meant } from '../../src/golden.ts';
import { scraped } from '../../src/scraped.ts';

describeWithBackend(
  'an OpenTelemetry Collector that gets the same metrics over OTLP',
  collector,
  () => {
    it('shows every family of every catalog under the name, type and labels that we show', async () => {
      const { ours, theirs } = await shownByBoth(
        (provider) => recordAll(provider.getMeter('catalogs')),
        [...families.values()].at(-1)?.description ?? '',
      );
      expect(listed(ours)).toEqual(listed(theirs));
      expect(ours.size).toBe(families.size);
    });

    it('names every other metric as we do, but for the differences that are meant', async () => {
      const chosen = golden();
      const { ours, theirs } = await shownByBoth(
        (provider) => {
          chosen.forEach((each, id) => {
            record(provider.getMeter(`names ${id}`), each, id);
          });
        },
        `golden ${chosen.length - 1}`,
      );
      const nameOf = (found: Map<string, ExposedFamily>) =>
        new Map([...found.values()].map(({ name, help }) => [help, name]));
      const [ourName, theirName] = [nameOf(ours), nameOf(theirs)];
      const different = chosen.flatMap((each, id) => {
        const [a, b] = [ourName.get(`golden ${id}`), theirName.get(`golden ${id}`)];
        return a === meant({ ...each, exposed: b ?? '' }) ? [] : [{ ...each, ours: a, theirs: b }];
      });
      expect(different).toEqual([]);
      expect(chosen.length).toBeGreaterThan(1000);
    });
  },
);

/** Instrument names only, and of names that become one the first: the others would clash. */
function golden(): GoldenName[] {
  const taken = new Set<string>();
  return goldenNames().filter((each) => {
    const names = [each.exposed, meant(each)];
    if (!/^[A-Za-z][\w.\-/]*$/.test(each.name) || names.some((name) => taken.has(name)))
      return false;
    for (const name of names) taken.add(name);
    return true;
  });
}

function record(meter: Meter, { name, unit, kind }: GoldenName, id: number): void {
  const options = { unit, description: `golden ${id}` };
  if (kind === 'counter') meter.createCounter(name, options).add(1);
  else if (kind === 'updowncounter') meter.createUpDownCounter(name, options).add(1);
  else if (kind === 'gauge') meter.createGauge(name, options).record(1);
  else meter.createHistogram(name, options).record(1);
}

async function shownByBoth(
  fill: (provider: MeterProvider) => void,
  lastHelp: string,
): Promise<{ ours: Map<string, ExposedFamily>; theirs: Map<string, ExposedFamily> }> {
  const server = await startCollector();
  const prometheus = new PrometheusExporter({ preventServerStart: true });
  const otlp = new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter({ url: `${server.otlpHttpUrl}/v1/metrics` }),
    exportIntervalMillis: 3_600_000,
  });
  const provider = new MeterProvider({ readers: [prometheus, otlp] });
  try {
    fill(provider);
    await provider.forceFlush();
    const theirs = await waitFor(
      async () => {
        const found = exposedFamilies(await (await fetch(server.prometheusUrl)).text());
        return [...found.values()].some(({ help }) => help === lastHelp) ? found : undefined;
      },
      { what: `${lastHelp} at the Collector` },
    );
    return { ours: exposedFamilies(await scraped(prometheus)), theirs };
  } finally {
    await provider.shutdown();
    await server.stop();
  }
}

function listed(found: Map<string, ExposedFamily>): string[] {
  return [...found.values()]
    .map(({ name, type, labels }) => `${type} ${name}{${labels.join()}}`)
    .sort();
}
