import type { LabelList } from '../model/family.js';
import type { Scratch } from './scratch.js';
import { escapeLabelValue } from './text-escape.js';

const labelNamePattern = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

const opening = 123;
const closing = 125;
const comma = 44;
const quote = 34;
const blank = 32;

// What stands before a value: `name="`. Series of one family have the same names, so the last few
// answers are the ones asked for again; past the limit they are made afresh.
const starts = new Map<string, string>();
const maximumStarts = 2_000;

function startOf(name: string): string {
  let start = starts.get(name);
  if (start === undefined) {
    start = labelNamePattern.test(name) ? `${name}="` : `"${escapeLabelValue(name)}"="`;
    if (starts.size < maximumStarts) starts.set(name, start);
  }
  return start;
}

/**
 * Labels as every line of a series has them: `{a="b",c="d"} `, with the blank, or just the blank
 * when there are none.
 */
export function encodeLabelText(labels: LabelList, out: Scratch): void {
  for (let i = 0; i < labels.length; i += 2) {
    out.byte(i === 0 ? opening : comma);
    out.text(startOf(labels[i] as string));
    out.escaped(labels[i + 1] as string);
    out.byte(quote);
  }
  if (labels.length > 0) out.byte(closing);
  out.byte(blank);
}
