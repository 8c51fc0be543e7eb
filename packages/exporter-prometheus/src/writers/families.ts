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
    for (const shown of families) yield* writeFamily(out, shown, options);
    yield* write(out, end);
    if (out.position > 0) yield out.take();
  } finally {
    out.close();
  }
}

function* writeFamily(
  out: ByteWriter,
  { family, dialect, header }: ShownFamily,
  options: WriterOptions,
): Generator<Uint8Array, void, void> {
  const onDuplicate = (labels: string) => options.onDuplicate?.(family.name, labels.trimEnd());
  const encoded = EncodedGroup.open('text', family.groups, encodeLabelText);
  const groups = family.groups.map(
    (group, i) => new GroupLines(family, group, encoded[i] as EncodedGroup, dialect, onDuplicate),
  );
  if (!groups.some((group) => group.any)) return;
  yield* write(out, header);
  for (const group of groups) {
    for (;;) {
      const step = group.next(out, encoded);
      if (step === 'done') break;
      yield step === 'full' ? out.take() : nothing;
    }
  }
}

function* write(out: ByteWriter, text: string): Generator<Uint8Array, void, void> {
  // No character takes more than three bytes of UTF-8 for each of its 16-bit units.
  while (!out.fits(3 * text.length)) yield out.take();
  out.text(text);
}
