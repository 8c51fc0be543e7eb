import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(import.meta.resolve('@obs/rules/package.json')).replace(
  'package.json',
  'bin/obs-rules.mjs',
);

/** Generates into a folder that is gone when the tests end, with options besides. */
export async function generated(...options: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'obs-generated-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  await new Promise<void>((resolve, reject) => {
    execFile(process.execPath, [program, 'generate', '--out', folder, ...options], (error) =>
      error ? reject(error) : resolve(),
    );
  });
  return folder;
}
