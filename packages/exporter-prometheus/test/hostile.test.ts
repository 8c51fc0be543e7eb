import { describe, expect, it } from 'vitest';
import {
  type MetricFamily,
  type ResolveOptions,
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

describe('names', () => {
  const long = 'x'.repeat(10_000);
  const shown = (name: string, key: string, options: ResolveOptions) => {
    const made = family(name, 'gauge', [series({ [key]: 'v' }, { value: 1 })]);
    const { families } = resolveFamilies(view([made]), { ...bare, ...options });
    return textOf(writeText(families)).split('\n')[1];
  };
  const utf8 = { strategy: 'NoTranslation', escaping: 'allow-utf-8' } as const;

  it.each<[string, string, string, string]>([
    ['empty', '', '_{_="v"} 1', '_{_="v"} 1'],
    ['of symbols only', '!?', '_{_="v"} 1', '{"!?","!?"="v"} 1'],
    ['with a digit first', '9a', '_9a{key_9a="v"} 1', '{"9a","9a"="v"} 1'],
    ['with a colon', 'a:b', 'a:b{a_b="v"} 1', 'a:b{"a:b"="v"} 1'],
    ['with NUL', 'a\0b', 'a_b{a_b="v"} 1', '{"a\0b","a\0b"="v"} 1'],
    ['with a line feed', 'a\nb', 'a_b{a_b="v"} 1', '{"a\\nb","a\\nb"="v"} 1'],
    ['composed', 'caf\u00e9', 'caf{caf_="v"} 1', '{"caf\u00e9","caf\u00e9"="v"} 1'],
    ['decomposed', 'cafe\u0301', 'cafe{cafe_="v"} 1', '{"cafe\u0301","cafe\u0301"="v"} 1'],
    ['broken', 'a\ud800', 'a{a_="v"} 1', '{"a\ufffd","a\ufffd"="v"} 1'],
    ['of 10 kB', long, `${long}{${long}="v"} 1`, `${long}{${long}="v"} 1`],
    ['of braces', '{}="', '_{_="v"} 1', '{"{}=\\"","{}=\\""="v"} 1'],
    ['that start a comment', '# EOF', 'EOF{_EOF="v"} 1', '{"# EOF","# EOF"="v"} 1'],
    ['Prometheus keeps', '__name__', 'name{_name_="v"} 1', '__name__{exported___name__="v"} 1'],
    ['of a bucket', 'le', 'le{le="v"} 1', 'le{le="v"} 1'],
    ['of a summary', 'quantile', 'quantile{quantile="v"} 1', 'quantile{quantile="v"} 1'],
  ])('%s can be written', (_what, name, legacy, quoted) => {
    expect(shown(name, name, {})).toBe(legacy);
    expect(shown(name, name, utf8)).toBe(quoted);
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
