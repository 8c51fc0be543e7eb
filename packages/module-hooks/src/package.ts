import { readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';

const folder = `${sep}node_modules${sep}`;

/** Where a file lies: the package's name, its folder, and the file inside it with slashes. */
export interface Place {
  readonly name: string;
  readonly root: string;
  readonly file: string;
}

/** The package that a path lies in by its last `node_modules`, or undefined. Reads nothing. */
export function placeOf(path: string, separator = sep): Place | undefined {
  const found = path.lastIndexOf(separator === '/' ? '/node_modules/' : folder);
  if (found < 0) return undefined;
  const start = found + folder.length;
  let end = path.indexOf(separator, start);
  if (end < 0) return undefined;
  if (path.charCodeAt(start) === 64) end = path.indexOf(separator, end + 1); // @scope/name
  if (end < 0) return undefined;
  const name = path.slice(start, end);
  const file = path.slice(end + 1);
  return separator === '/'
    ? { name, root: path.slice(0, end), file }
    : {
        name: name.replaceAll(sep, '/'),
        root: path.slice(0, end),
        file: file.replaceAll(sep, '/'),
      };
}

/** What a package says of itself, as far as it matters here. */
export class Manifest {
  readonly version: string | undefined;
  /** The files that it calls its main entry. */
  readonly entries: readonly string[];

  /** Reads `package.json`; one that is missing or broken says nothing. */
  constructor(root: string) {
    let json: { version?: unknown; main?: unknown; exports?: unknown } = {};
    try {
      json = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    } catch {
      // Node itself reports it if it matters.
    }
    this.version = typeof json.version === 'string' ? json.version : undefined;
    this.entries = [...new Set([...mainFiles(json.main), ...leaves(mainExport(json.exports))])];
  }
}

function mainFiles(main: unknown): string[] {
  const path = posix.normalize(typeof main === 'string' && main !== '' ? main : 'index.js');
  return [path, `${path}.js`, posix.join(path, 'index.js')];
}

function mainExport(exports: unknown): unknown {
  const isMap =
    typeof exports === 'object' && exports !== null && Object.keys(exports)[0]?.startsWith('.');
  return isMap ? (exports as Record<string, unknown>)['.'] : exports;
}

function leaves(target: unknown): string[] {
  if (typeof target === 'string') return [posix.normalize(target)];
  if (typeof target !== 'object' || target === null) return [];
  return Object.values(target).flatMap(leaves);
}
