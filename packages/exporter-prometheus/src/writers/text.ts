import type { MetricFamily, MetricType } from '../model/family.js';
import { ByteWriter, numberText } from './byte-writer.js';
import type { WriterOptions } from './options.js';
import { piece } from './piece.js';
import { GroupLines, type TextDialect } from './samples.js';
import { escapeHelp, quotedName } from './text-escape.js';

const dialect: TextDialect = { bound: numberText };

const types: Readonly<Record<MetricType, string>> = {
  counter: 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
  info: 'gauge',
  unknown: 'untyped',
};

/**
 * Writes families in the Prometheus text format, 0.0.4 or 1.0.0 (which differ only in that the
 * names of 1.0.0 may be quoted). Gives chunks of about `chunkSize` bytes; the caller owns them, and
 * may do other things between two of them. Families without series are left out.
 *
 * Source: Prometheus, "Exposition formats".
 */
export function* writeText(
  families: Iterable<MetricFamily>,
  options: WriterOptions = {},
): Generator<Uint8Array, void, void> {
  const out = new ByteWriter(options.chunkSize);
  for (const family of families) {
    const duplicate = (labels: string) => options.onDuplicate?.(family.name, labels.trimEnd());
    const groups = family.groups.map((group) => new GroupLines(family, group, dialect, duplicate));
    if (!groups.some((group) => group.any)) continue;
    const header = piece(headerText(family));
    while (!out.fits(header.length)) yield out.take();
    out.copyBytes(header.bytes, 0, header.length);
    const encoded = groups.map((group) => group.encoded);
    for (const group of groups) while (!group.next(out, encoded)) yield out.take();
  }
  if (out.position > 0) yield out.take();
}

function headerText({ name, help, type }: MetricFamily): string {
  const shown = quotedName(name);
  const helpLine = help === '' ? '' : `# HELP ${shown} ${escapeHelp(help)}\n`;
  return `${helpLine}# TYPE ${shown} ${types[type]}\n`;
}
