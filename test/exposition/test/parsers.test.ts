import {
  type EscapingScheme,
  type MetricFamily,
  resolveFamilies,
  type TranslationStrategy,
  writeOpenMetrics,
  writeText,
} from '@obs/exporter-prometheus';
import { type ParsedFamily, type Parsers, promParsers, startParsers } from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { views } from '../src/arbitraries.ts';
import { expectedSamples, sampleText } from '../src/expected.ts';

const strategies: TranslationStrategy[] = [
  'UnderscoreEscapingWithSuffixes',
  'UnderscoreEscapingWithoutSuffixes',
  'NoUTF8EscapingWithSuffixes',
  'NoTranslation',
];
const escapings: EscapingScheme[] = ['allow-utf-8', 'underscores', 'dots', 'values'];

const options = fc.record({
  strategy: fc.constantFrom(...strategies),
  escaping: fc.constantFrom(...escapings),
  withoutScopeInfo: fc.boolean(),
  prefix: fc.constantFrom('', 'app'),
  resourceLabels: fc.constantFrom({ include: [] }, { exclude: ['c'] }),
});

const runs = { numRuns: Number(process.env['OBS_FUZZ_RUNS'] ?? 500) };

function textOf(chunks: Iterable<Uint8Array>): string {
  let text = '';
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  for (const chunk of chunks) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

function samplesOf(families: readonly ParsedFamily[]): string[] {
  const samples = families.flatMap((family) => family.samples);
  return samples.map(({ name, labels, value }) => sampleText(name, labels, value)).sort();
}

const isCreated = (sample: string) => sample.includes('_created"');

/** The parser of the text format shows every counter with `_total`, written or not. */
function asThisParserHasIt(family: MetricFamily): MetricFamily {
  if (family.type !== 'counter' || family.name.endsWith('_total')) return family;
  return { ...family, name: `${family.name}_total` };
}

describeWithBackend('parsers of another hand', promParsers, () => {
  let parsers: Parsers;
  beforeAll(async () => {
    parsers = await startParsers();
  });
  afterAll(() => parsers.stop());

  it('read the text format, whatever is in it, and see the same numbers', async () => {
    await fc.assert(
      fc.asyncProperty(views, options, async (view, chosen) => {
        const { families } = resolveFamilies(view, chosen);
        const samples = samplesOf(await parsers.text(textOf(writeText(families))));
        expect(samples).toEqual(expectedSamples(families.map(asThisParserHasIt), 'text'));
        expect(new Set(samples).size).toBe(samples.length);
      }),
      runs,
    );
  });

  it('read OpenMetrics, whatever is in it, and see the same numbers', async () => {
    await fc.assert(
      fc.asyncProperty(views, options, fc.boolean(), async (view, chosen, created) => {
        const { families } = resolveFamilies(view, chosen);
        const text = textOf(writeOpenMetrics(families, { created }));
        const samples = samplesOf(await parsers.openMetrics(text));
        // With start times there are more samples; which, is for the tests of the package.
        const compared = created ? samples.filter((sample) => !isCreated(sample)) : samples;
        const expected = expectedSamples(families, 'openmetrics');
        expect(compared).toEqual(created ? expected.filter((one) => !isCreated(one)) : expected);
        expect(new Set(samples).size).toBe(samples.length);
      }),
      runs,
    );
  });
});
