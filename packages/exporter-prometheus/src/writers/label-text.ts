import type { LabelList } from '../model/family.js';
import type { Scratch } from './scratch.js';
import { escapeLabelValue } from './text-escape.js';

const labelNamePattern = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

const closing = 125;
const quote = 34;
const blank = 32;

/** What stands before a value, `{name="` or `,name="`, as bytes. */
interface Start {
  readonly name: string;
  readonly opening: Buffer;
  readonly further: Buffer;
}

// Series of one family have the same names, at the same places: the last series' are tried first, then
// those of all. Past the limit they are made afresh.
const starts = new Map<string, Start>();
const maximumStarts = 2_000;
const maximumLength = 1_000;
const recent: Start[] = [];
const maximumRecent = 64;

function startOf(name: string, place: number): Start {
  let start = recent[place];
  if (start?.name === name) return start;
  start = starts.get(name);
  if (start === undefined) {
    const text = labelNamePattern.test(name) ? `${name}="` : `"${escapeLabelValue(name)}"="`;
    start = { name, opening: Buffer.from(`{${text}`), further: Buffer.from(`,${text}`) };
    if (starts.size < maximumStarts && name.length <= maximumLength) starts.set(name, start);
  }
  if (place < maximumRecent) recent[place] = start;
  return start;
}

/**
 * Labels as every line of a series has them: `{a="b",c="d"} `, with the blank, or just the blank
 * when there are none.
 */
export function encodeLabelText(labels: LabelList, out: Scratch): void {
  for (let i = 0; i < labels.length; i += 2) {
    const start = startOf(labels[i] as string, i >> 1);
    out.put(i === 0 ? start.opening : start.further);
    out.escaped(labels[i + 1] as string);
    out.byte(quote);
  }
  if (labels.length > 0) out.byte(closing);
  out.byte(blank);
}
