import type { LiveFamily } from '@obs/metrics-model';
import { describe, expect, it } from 'vitest';
import {
  resolveFamilies,
  type TranslationOptions,
  writeOpenMetrics,
  writeText,
} from '../src/index.js';
import { family, series, textOf, view } from './support/live.js';

const bare = { withoutScopeInfo: true, withoutTargetInfo: true };

describe('the unit of a family in OpenMetrics', () => {
  const wait = { name: 'x', unit: 's', kind: 'gauge' } as const;
  type Named = Pick<LiveFamily, 'name' | 'unit' | 'kind'> & { monotonic?: boolean };
  it.each<[string, Named, TranslationOptions, string | null]>([
    ['is the word at its end', wait, {}, 'x_seconds seconds'],
    ['is `ratio` for a gauge of 1', { ...wait, unit: '1' }, {}, 'x_ratio ratio'],
    ['is none for another 1', { ...wait, kind: 'sum', unit: '1' }, {}, null],
    ['is a rate', { ...wait, unit: 'By/s' }, {}, 'x_bytes_per_second bytes_per_second'],
    ['stands before _total', { ...wait, kind: 'sum', monotonic: true }, {}, 'x_seconds seconds'],
    ['is none when the word is not at the end', { ...wait, name: 'seconds.left' }, {}, null],
    ['is none for an annotation', { ...wait, unit: '{request}' }, {}, null],
    ['is none when it is not wanted', wait, { withoutUnits: true }, null],
    ['is none when the name keeps as it is', wait, { strategy: 'NoTranslation' }, null],
    [
      'is the word that the name has already',
      { ...wait, name: 'x_seconds' },
      { strategy: 'NoTranslation' },
      'x_seconds seconds',
    ],
    [
      'stands beside a quoted name',
      { ...wait, name: 'x.y' },
      { strategy: 'NoUTF8EscapingWithSuffixes' },
      '"x.y_seconds" seconds',
    ],
  ])('%s', (_what, { name, kind, ...more }, options, expected) => {
    const made = family(name, kind, [series({}, { value: 1 })], more);
    const escaping = { escaping: 'allow-utf-8' } as const;
    const { families } = resolveFamilies(view([made]), { ...bare, ...options, ...escaping });
    const [, unit = null] = /^# UNIT (.*)$/m.exec(textOf(writeOpenMetrics(families))) ?? [];
    expect(unit).toBe(expected);
    expect(textOf(writeText(families))).not.toContain('UNIT');
  });
});
