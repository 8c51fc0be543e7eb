import { type Piece, piece } from './piece.js';
import { escapeLabelValue, needsQuotes } from './text-escape.js';

/** The start of every line of one sample name, before the labels. */
export interface SampleName {
  /** What stands before labels: `name`, or `{"na.me",` and then labels without their brace. */
  readonly start: Piece;
  /** How many bytes of the label text to leave out: its brace, when the name has one. */
  readonly skip: number;
  /** The whole of `name ` when there are no labels. */
  readonly bare: Piece;
  /** What stands before a label that the line adds (`le`) when there are no others: `name{`. */
  readonly opened: Piece;
}

// Groups that keep nothing ask again at each scrape. Past the limit names are made afresh.
const known = new Map<string, SampleName>();
const maximumKnown = 2_000;

export function sampleName(name: string): SampleName {
  const found = known.get(name);
  if (found !== undefined) return found;
  const made = madeName(name);
  if (known.size < maximumKnown) known.set(name, made);
  return made;
}

function madeName(name: string): SampleName {
  if (!needsQuotes(name)) {
    return { start: piece(name), skip: 0, bare: piece(`${name} `), opened: piece(`${name}{`) };
  }
  const quoted = `{"${escapeLabelValue(name)}"`;
  const start = piece(`${quoted},`);
  return { start, skip: 1, bare: piece(`${quoted}} `), opened: start };
}
