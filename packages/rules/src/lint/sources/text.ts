import type { Allowance } from './source.js';

/** Lines and columns of a text, both from 1. */
export class Lines {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
      this.#starts.push(at + 1);
    }
  }

  at(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.#starts[low]! + 1 };
  }
}

/**
 * Where the characters of a value stand in the text that it was read from. Quotes, escapes, indentation
 * and folded lines are in the text only, so the value's other characters are met in their order.
 */
export function alignment(text: string, from: number, value: string): (offset: number) => number {
  const places: number[] = [];
  let at = from;
  for (const character of value) {
    if (!/\s/.test(character)) {
      const found = text.indexOf(character, at);
      if (found !== -1) at = found;
    }
    // A character of two code units has two offsets.
    for (let unit = 0; unit < character.length; unit++) places.push(at);
    if (!/\s/.test(character)) at += character.length;
  }
  return (offset) => places[offset] ?? at;
}

const allowed = /^\s*(?:.*\s)?#\s*obs-lint:\s*allow\s+([\w-]+(?:\s*,\s*[\w-]+)*)\s*(.*)$/;

/**
 * Comments that allow something. One that stands above an item or in it holds for the whole item;
 * items are ranges of lines, in order.
 */
export function allowancesIn(
  text: string,
  items: readonly { readonly from: number; readonly to: number }[],
): Allowance[] {
  return text.split('\n').flatMap((line, index) => {
    const match = allowed.exec(line);
    if (match === null) return [];
    const at = index + 1;
    const inside = items.find(({ from, to }) => at >= from && at <= to);
    const below = items.find(({ from }) => from > at);
    const item = inside ?? below ?? { from: at, to: at };
    return match[1]!.split(',').map((rule) => ({
      line: at,
      rule: rule.trim(),
      reason: match[2]!.trim(),
      from: item.from,
      to: item.to,
    }));
  });
}
