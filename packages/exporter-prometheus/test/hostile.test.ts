import { describe, expect, it } from 'vitest';
import {
  type MetricFamily,
  resolveFamilies,
  writeOpenMetrics,
  writeProtobuf,
  writeText,
} from '../src/index.js';
import { Resolver } from '../src/translation/resolver.js';
import { family, series, textOf, view } from './support/live.js';
import { readFamilies } from './support/protobuf.js';

const bare = { withoutScopeInfo: true, withoutTargetInfo: true };

/** The values of label `a`, of the series that each format shows. */
const readers: [string, (families: readonly MetricFamily[]) => string[]][] = [
  ['text', (families) => valuesIn(textOf(writeText(families)))],
  ['OpenMetrics', (families) => valuesIn(textOf(writeOpenMetrics(families)))],
  [
    'protobuf',
    (families) => {
      const bytes = Buffer.concat([...writeProtobuf(families)].map((chunk) => Buffer.from(chunk)));
      return readFamilies(bytes)
        .flatMap(({ metric }) => metric as { label: { value: string }[] }[])
        .map(({ label }) => label[0]?.value ?? '');
    },
  ],
];

function valuesIn(text: string): string[] {
  return [...text.matchAll(/\{a="([^"]*)"\}/g)].map(([, value]) => value as string);
}

describe.each(readers)('%s', (_format, read) => {
  // Chunks of label text have 2^20 bytes: around that a text no longer fits in one.
  const around = [-32, -16, -10, -1, 0, 1, 5].map((more) => 2 ** 20 + more);

  it.each([100, 10_000, ...around, 3_000_000])('shows label values of %d characters', (length) => {
    const values = ['x', 'y', 'z'].map((letter) => letter.repeat(length));
    const list = [...values, 'short'].map((a) => series({ a }, { value: 1 }));
    const seen = view([family('g', 'gauge', list)]);
    const resolver = new Resolver(bare);
    for (let scrape = 0; scrape < 2; scrape++) {
      const found = read(resolver.live(seen, 'underscores').families);
      expect(found.map((value) => [value.length, value[0]])).toEqual([
        [length, 'x'],
        [length, 'y'],
        [length, 'z'],
        [5, 's'],
      ]);
    }
  });

  it('shows one of the series that only lone surrogates tell apart', () => {
    const values = ['\ud800', '\udfff', 'a\ud800', '\ufffd', 'a\ufffd', '\ud834\udd1e', 'plain'];
    const list = values.map((a) => series({ a }, { value: 1 }));
    const seen = view([family('g', 'gauge', list)]);
    const shown = ['\ufffd', 'a\ufffd', '\ud834\udd1e', 'plain'];
    expect(read(resolveFamilies(seen, { ...bare, unique: true }).families)).toEqual(shown);
    const resolver = new Resolver(bare);
    for (let scrape = 0; scrape < 2; scrape++) {
      expect(read(resolver.live(seen, 'underscores').families)).toEqual(shown);
    }
  });

  it('shows texts that are alike only to people as they are', () => {
    const values = ['\u00e9', 'e\u0301', 'a\0b', 'a\u007fb', 'a\u0085b', 'a\rb', '\ufeffa', 'a '];
    const list = values.map((a) => series({ a }, { value: 1 }));
    const { families } = resolveFamilies(view([family('g', 'gauge', list)]), bare);
    expect(read(families)).toEqual(values);
  });
});

describe('text', () => {
  it.each([
    ['text', writeText, '# HELP g a\\\\b "c"\\nd'],
    ['OpenMetrics', writeOpenMetrics, '# HELP g a\\\\b \\"c\\"\\nd'],
  ])('is escaped in %s as that format asks', (_format, write, help) => {
    const made = family('g', 'gauge', [series({ a: '\\ " \n' }, { value: 1 })], {
      description: 'a\\b "c"\nd',
    });
    const { families } = resolveFamilies(view([made]), bare);
    const lines = textOf(write(families)).split('\n');
    expect(lines).toContain(help);
    expect(lines).toContain('g{a="\\\\ \\" \\n"} 1');
  });

  it('of names is escaped where they are in quotes', () => {
    const made = family('a"\\\n', 'gauge', [series({ 'k"\\\n': '1' }, { value: 1 })]);
    const options = { ...bare, strategy: 'NoTranslation', escaping: 'allow-utf-8' } as const;
    const { families } = resolveFamilies(view([made]), options);
    expect(textOf(writeText(families))).toBe(
      '# TYPE "a\\"\\\\\\n" gauge\n{"a\\"\\\\\\n","k\\"\\\\\\n"="1"} 1\n',
    );
  });
});

describe('numbers in protobuf', () => {
  const bitsOf = (value: number) => {
    const made = family('g', 'gauge', [series({}, { value })]);
    const { families } = resolveFamilies(view([made]), bare);
    const bytes = Buffer.concat([...writeProtobuf(families)].map((chunk) => Buffer.from(chunk)));
    return bytes.readBigUInt64LE(bytes.length - 8);
  };

  it('have one NaN: with other bits it would tell Prometheus that the series has ended', () => {
    const bits = new BigUint64Array([0x7ff0000000000002n, 0xfff8000000000001n]);
    for (const value of new Float64Array(bits.buffer)) {
      expect(bitsOf(value)).toBe(0x7ff8000000000000n);
    }
  });

  it.each([0, -0, 5e-324, 2 ** 53 + 2, 1e21, Number.MAX_VALUE, Number.NEGATIVE_INFINITY])(
    'are as they are: %d',
    (value) => {
      const bits = new BigUint64Array(new Float64Array([value]).buffer);
      expect(bitsOf(value)).toBe(bits[0]);
    },
  );
});
