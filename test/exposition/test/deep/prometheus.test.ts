import { type MetricFamily, resolveFamilies } from '@obs/exporter-prometheus';
import type { LiveView } from '@obs/metrics-model';
import {
  type PrometheusServer,
  prometheus,
  prometheus3,
  startPrometheus,
  waitFor,
} from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { views } from '../../src/arbitraries.ts';
import { expectedSamples, type Format, nativeText, sampleText } from '../../src/expected.ts';
import { type Served, serve } from '../../src/served.ts';

const sets = Number(process.env['OBS_FUZZ_SETS'] ?? 60);

interface Setting {
  readonly title: string;
  readonly version?: 3;
  readonly flags: readonly string[];
  readonly scrape: Readonly<Record<string, unknown>>;
  /** What its own `Accept` makes us choose. */
  readonly format: Format;
  readonly strategy: 'UnderscoreEscapingWithSuffixes' | 'NoTranslation';
}

const features = 'native-histograms,exemplar-storage,created-timestamp-zero-ingestion';
const plain = { flags: [], scrape: {}, format: 'openmetrics' } as const;
const settings: readonly Setting[] = [
  { title: 'Prometheus 2.42', ...plain, strategy: 'UnderscoreEscapingWithSuffixes' },
  { title: 'Prometheus 2.42, dotted names', ...plain, strategy: 'NoTranslation' },
  {
    title: 'Prometheus 2.42 with protobuf',
    ...plain,
    flags: ['--enable-feature=native-histograms,exemplar-storage'],
    format: 'protobuf',
    strategy: 'UnderscoreEscapingWithSuffixes',
  },
  { title: 'Prometheus 3', version: 3, ...plain, strategy: 'UnderscoreEscapingWithSuffixes' },
  { title: 'Prometheus 3, dotted names', version: 3, ...plain, strategy: 'NoTranslation' },
  {
    title: 'Prometheus 3, text format 0.0.4',
    version: 3,
    flags: [],
    scrape: { scrape_protocols: ['PrometheusText0.0.4'] },
    format: 'text',
    strategy: 'UnderscoreEscapingWithSuffixes',
  },
  {
    title: 'Prometheus 3, text format 1.0.0, dotted names',
    version: 3,
    flags: [],
    scrape: { scrape_protocols: ['PrometheusText1.0.0'] },
    format: 'text',
    strategy: 'NoTranslation',
  },
  {
    title: 'Prometheus 3 with native histograms, exemplars and created timestamps, dotted names',
    version: 3,
    flags: [`--enable-feature=${features}`],
    scrape: { scrape_native_histograms: true, scrape_protocols: ['PrometheusProto'] },
    format: 'protobuf',
    strategy: 'NoTranslation',
  },
];

for (const setting of settings) {
  const find = setting.version === 3 ? prometheus3 : prometheus;
  describeWithBackend(setting.title, find, () => {
    const chosen = fc.sample(views, { numRuns: sets, seed: 42 });
    const escapings: string[] = [];
    let served: Served;
    let server: PrometheusServer;

    beforeAll(async () => {
      served = await serve(
        chosen.map((view, i) => (escaping) => {
          escapings[i] = escaping;
          return familiesOf(view, setting, escaping);
        }),
      );
      server = await startPrometheus({
        ...(setting.version ? { version: setting.version } : {}),
        flags: setting.flags,
        jobs: chosen.map((_view, i) => ({
          name: String(i),
          targets: [`http://${served.address}/${i}`],
          scrape: setting.scrape,
        })),
      });
    }, 600_000);
    afterAll(async () => {
      await server?.stop();
      await served?.close();
    });

    it('takes every exposition and has the same numbers', async () => {
      await server.waitForTargets(60_000);
      for (const [i, view] of chosen.entries()) {
        const families = familiesOf(view, setting, escapings[i] ?? 'underscores');
        const expected = expectedSamples(families, setting.format);
        // A scrape's samples can be asked for a little after the target is called healthy.
        await waitFor(
          async () => {
            const found = await stored(server, String(i));
            expect(found, `job ${i}, ${served.accepts.get(`/${i}`)}`).toEqual(expected);
            return true;
          },
          { what: `job ${i} to have its samples`, timeoutMs: 10_000 },
        );
      }
    }, 120_000);
  });
}

function familiesOf(
  view: LiveView,
  { strategy }: Setting,
  escaping: string,
): readonly MetricFamily[] {
  return resolveFamilies(view, { strategy, escaping: escaping as 'underscores' }).families;
}

async function stored(server: PrometheusServer, job: string): Promise<string[]> {
  const samples = await server.query(`{job="${job}"}`);
  return samples
    .filter(({ metric }) => !/^(up|scrape_.*)$/.test(metric['__name__'] ?? ''))
    .map(({ metric, value, histogram }) => {
      const { __name__: name = '', job: _job, instance: _instance, ...rest } = metric;
      const { exported_job: own, ...others } = rest;
      // Prometheus moves a label out of the way of its own.
      const labels = own === undefined ? rest : { ...others, job: own };
      if (histogram) return nativeText(name, labels, histogram.count, histogram.sum);
      return sampleText(name, labels, value);
    })
    .sort();
}

describe('the sample of expositions', () => {
  it('has all kinds in it', () => {
    const kinds = fc
      .sample(views, { numRuns: sets, seed: 42 })
      .flatMap(({ scopes }) => scopes.flatMap(({ families }) => families.map(({ kind }) => kind)));
    expect(new Set(kinds).size).toBe(4);
  });
});
