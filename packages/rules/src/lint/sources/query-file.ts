import type { FoundQuery, Source } from './source.js';
import { allowancesIn, Lines } from './text.js';

/** Queries with an empty line between two of them; `#` begins a comment, as PromQL has it. */
export function queryFileSource(file: string, text: string): Source {
  const lines = new Lines(text);
  const queries: FoundQuery[] = [];
  const items: { from: number; to: number }[] = [];
  // A line of white space is an empty one.
  for (const match of text.matchAll(/(?:[^\n]*\S[^\n]*(?:\n|$))+/g)) {
    const block = match[0];
    const start = match.index;
    items.push({ from: lines.at(start).line, to: lines.at(start + block.trimEnd().length).line });
    const isComment = block.split('\n').every((line) => /^\s*(#.*)?$/.test(line));
    if (isComment) continue;
    queries.push({
      text: block,
      use: 'query',
      item: '',
      labels: [],
      place: (offset) => lines.at(start + offset),
    });
  }
  return { file, queries, findings: [], allowances: allowancesIn(text, items) };
}
