import type { GeneratedFile } from '../generate/project.js';
import { differences, writeFiles } from '../generate/write.js';
import type { CliHost } from './host.js';

/** Where generated files go. */
export interface Output {
  /** As the user wrote it. */
  readonly out: string;
  readonly folder: string;
  /** What makes the files again. */
  readonly command: string;
}

/**
 * Writes files, or says how a folder differs from them.
 *
 * @returns the exit code: 0, or 1 when there are differences
 */
export async function checkOrWrite(
  files: readonly GeneratedFile[],
  { out, folder, command }: Output,
  check: boolean | undefined,
  host: CliHost,
): Promise<number> {
  if (!check) {
    await writeFiles(folder, files);
    host.out(`${files.length} files in ${out}\n`);
    return 0;
  }
  const found = await differences(folder, files);
  for (const { path, what, line } of found) {
    host.err(`${out}/${path}${line === undefined ? '' : `:${line}`}: ${what}\n`);
  }
  if (found.length === 0) {
    host.out(`${files.length} files in ${out} are up to date\n`);
    return 0;
  }
  host.err(`${found.length} files differ. Run \`${command}\` and commit the result.\n`);
  return 1;
}
