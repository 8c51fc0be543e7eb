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

/** An empty folder that is gone when the tests end. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'obs-rules-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
