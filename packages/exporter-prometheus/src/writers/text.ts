import type { MetricFamily, MetricType } from '../model/family.js';
import { boundText } from './bound.js';
import type { TextDialect } from './dialect.js';
import { type ShownFamily, writeFamilies } from './families.js';
import { keptHeader } from './header.js';
import type { WriterOptions } from './options.js';
import { escapeHelp, quotedName } from './text-escape.js';

const dialect: TextDialect = {
  bound: boundText,
  strict: false,
  exemplars: false,
  created: false,
};

const types: Readonly<Record<MetricType, string>> = {
  counter: 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
  info: 'gauge',
  unknown: 'untyped',
};

/**
 * Writes families in the Prometheus text format, 0.0.4 or 1.0.0 (which differ only in that the
 * names of 1.0.0 may be quoted). Gives chunks of about `chunkSize` bytes; the caller may do other
 * things between two of them, and some are empty for nothing but that. Families without series are
 * left out.
 *
 * Source: Prometheus, "Exposition formats".
 */
export function writeText(
  families: Iterable<MetricFamily>,
  options: WriterOptions = {},
): Generator<Uint8Array, void, void> {
  const shown: ShownFamily[] = [];
  for (const family of families) {
    shown.push({ family, dialect, header: keptHeader('text header', family, header) });
  }
  return writeFamilies(shown, '', options);
}

function header({ name, help, type }: MetricFamily): string {
  const shown = quotedName(name);
  const helpLine = help === '' ? '' : `# HELP ${shown} ${escapeHelp(help)}\n`;
  return `${helpLine}# TYPE ${shown} ${types[type]}\n`;
}
