import { chmod, mkdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf, RulesError } from '../errors.js';
import type { GeneratedFile } from './project.js';

/** Remembers what was written, so that a file that is no longer generated is removed. */
const manifestName = '.generated';

/** One difference between a folder and what would be generated into it. */
export interface Difference {
  readonly path: string;
  readonly what: 'missing' | 'changed' | 'no longer generated';
  /** First line that differs, from 1. */
  readonly line?: number;
}

/**
 * Writes files into a folder, which is made if it is not there. Files that an earlier call wrote and
 * that are no longer generated are removed; files of other origin are left alone.
 *
 * @throws RulesError `OBS_RULES_WRITE` when the folder cannot be written
 */
export async function writeFiles(folder: string, files: readonly GeneratedFile[]): Promise<void> {
  try {
    const old = await manifestOf(folder);
    const paths = new Set(files.map(({ path }) => path));
    for (const path of old.filter((one) => !paths.has(one))) {
      await unlink(join(folder, path)).catch(() => {});
    }
    for (const { path, content, executable } of files) {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
      await chmod(file, executable ? 0o755 : 0o644);
    }
    await writeFile(join(folder, manifestName), `${[...paths].sort().join('\n')}\n`);
  } catch (error) {
    throw new RulesError(
      'OBS_RULES_WRITE',
      `Cannot write into ${folder}: ${messageOf(error)}. Give another folder with --out, or make it writable.`,
      { cause: error },
    );
  }
}

/** What {@link writeFiles} would change. Reads only. */
export async function differences(
  folder: string,
  files: readonly GeneratedFile[],
): Promise<Difference[]> {
  const found: Difference[] = [];
  for (const { path, content } of files) {
    const actual = await readFile(join(folder, path), 'utf8').catch(() => undefined);
    if (actual === undefined) found.push({ path, what: 'missing' });
    else if (actual !== content) {
      found.push({ path, what: 'changed', line: firstDifference(actual, content) });
    }
  }
  const paths = new Set(files.map(({ path }) => path));
  for (const path of await manifestOf(folder)) {
    if (paths.has(path)) continue;
    const isThere = await stat(join(folder, path)).catch(() => undefined);
    if (isThere) found.push({ path, what: 'no longer generated' });
  }
  return found;
}

async function manifestOf(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, manifestName), 'utf8').catch(() => '');
  // A line that leads out of the folder was not written by us.
  return text.split('\n').filter((line) => line !== '' && !line.split('/').includes('..'));
}

function firstDifference(actual: string, wanted: string): number {
  const [a, b] = [actual.split('\n'), wanted.split('\n')];
  return b.findIndex((line, index) => line !== a[index]) + 1 || b.length;
}
