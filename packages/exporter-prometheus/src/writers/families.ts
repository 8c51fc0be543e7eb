import type { MetricFamily } from '../model/family.js';
import { ByteWriter } from './byte-writer.js';
import type { TextDialect } from './dialect.js';
import { EncodedGroup } from './encoded-group.js';
import { encodeLabelText } from './label-text.js';
import type { WriterOptions } from './options.js';
import { GroupLines } from './samples.js';

/** A family with what a text format says about it. */
export interface ShownFamily {
  readonly family: MetricFamily;
  readonly dialect: TextDialect;
  /** The lines before the samples, with line feeds. */
  readonly header: string;
}

const nothing = new Uint8Array(0);

/** Headers and samples of all families, then `end`. Families without series are left out. */
export function* writeFamilies(
  families: readonly ShownFamily[],
  end: string,
  options: WriterOptions,
): Generator<Uint8Array, void, void> {
  const out = new ByteWriter(options.chunkSize, options.lend);
  try {
    // Collecting may have taken its time already.
    yield nothing;
    // One generator for all: one for each family and each header were a tenth of a small scrape.
    for (const { family, dialect, header } of families) {
      const encoded = EncodedGroup.open('text', family.groups, encodeLabelText);
      const groups = linesOf(family, encoded, dialect, options);
      if (!groups.some(isAny)) continue;
      while (!out.fits(mostBytes(header))) yield out.take();
      out.text(header);
      for (const group of groups) {
        for (;;) {
          const step = group.next(out, encoded);
          if (step === 'done') break;
          yield step === 'full' ? out.take() : nothing;
        }
      }
    }
    if (end !== '') {
      while (!out.fits(mostBytes(end))) yield out.take();
      out.text(end);
    }
    if (out.position > 0) yield out.take();
  } finally {
    out.close();
  }
}

function linesOf(
  family: MetricFamily,
  encoded: readonly EncodedGroup[],
  dialect: TextDialect,
  { onDuplicate }: WriterOptions,
): GroupLines[] {
  const heard = (labels: string) => onDuplicate?.(family.name, labels.trimEnd());
  return family.groups.map(
    (group, i) => new GroupLines(family, group, encoded[i] as EncodedGroup, dialect, heard),
  );
}

const isAny = (group: GroupLines) => group.any;

/** No character takes more than three bytes of UTF-8 for each of its 16-bit units. */
function mostBytes(text: string): number {
  return 3 * text.length;
}
