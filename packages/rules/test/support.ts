import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../src/cli.js';

/** Runs the program in a folder. */
export async function run(args: readonly string[], cwd: string) {
  let out = '';
  let err = '';
  const code = await main(args, {
    cwd,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}

const parent = mkdtempSync(join(tmpdir(), 'obs-rules-'));
process.on('exit', () => rmSync(parent, { recursive: true, force: true }));

/** An empty folder that is gone when the tests end. */
export function temporaryFolder(): string {
  return mkdtempSync(join(parent, 'test-'));
}
