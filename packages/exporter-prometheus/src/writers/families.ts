import type { MetricFamily } from '../model/family.js';
import { ByteWriter } from './byte-writer.js';
import type { TextDialect } from './dialect.js';
import { EncodedGroup } from './encoded-group.js';
import { encodeLabelText } from './label-text.js';
import type { WriterOptions } from './options.js';
import { piece } from './piece.js';
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
  // Collecting may have taken its time already.
  yield nothing;
  for (const { family, dialect, header } of families) {
    const onDuplicate = (labels: string) => options.onDuplicate?.(family.name, labels.trimEnd());
    const encoded = EncodedGroup.open('text', family.groups, encodeLabelText);
    const groups = family.groups.map(
      (group, i) => new GroupLines(family, group, encoded[i] as EncodedGroup, dialect, onDuplicate),
    );
    if (!groups.some((group) => group.any)) continue;
    const { bytes, length } = piece(header);
    while (!out.fits(length)) yield out.take();
    out.put(bytes, length);
    for (const group of groups) {
      for (;;) {
        const step = group.next(out, encoded);
        if (step === 'done') break;
        yield step === 'full' ? out.take() : nothing;
      }
    }
  }
  const { bytes, length } = piece(end);
  while (!out.fits(length)) yield out.take();
  out.put(bytes, length);
  if (out.position > 0) yield out.take();
}
