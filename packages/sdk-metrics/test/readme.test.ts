import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '../src/index.js';
import { clauses } from './conformance/index.js';

const file = new URL('../README.md', import.meta.url);

/** A Markdown table as the README has it; `UPDATE_README=1` writes it. */
function section(name: string, table: string): { found: string; expected: string } {
  const text = readFileSync(file, 'utf8');
  const pattern = new RegExp(`<!-- ${name} -->\n[^]*?<!-- /${name} -->`);
  const expected = `<!-- ${name} -->\n${table}\n<!-- /${name} -->`;
  if (process.env['UPDATE_README'] === '1') {
    writeFileSync(
      file,
      text.replace(pattern, () => expected),
    );
    return { found: expected, expected };
  }
  return {
    found: withoutPadding(pattern.exec(text)?.[0] ?? ''),
    expected: withoutPadding(expected),
  };
}

/** The formatter aligns the columns of tables. */
function withoutPadding(text: string): string {
  return text
    .replace(/ *\| */g, '|')
    .replace(/-{3,}/g, '---')
    .replace(/\n+/g, '\n');
}

describe('the README', () => {
  it('lists what the conformance suite checks, and what the official SDK does about it', () => {
    const rows = clauses.map(
      ({ feature, official }) => `| ${feature} | yes | ${official ?? 'yes'} |`,
    );
    const table = ['| feature | ours | official |', '|---|---|---|', ...rows].join('\n');
    const { found, expected } = section('features', table);
    expect(found).toBe(expected);
  });

  it('lists every error code', () => {
    const rows = Object.entries(errorCodes).map(([code, text]) => `| \`${code}\` | ${text} |`);
    const { found, expected } = section('errors', ['| code | |', '|---|---|', ...rows].join('\n'));
    expect(found).toBe(expected);
  });
});
