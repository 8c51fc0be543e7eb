import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withoutNpm } from './npm-folder.ts';

const root = join(import.meta.dirname, '../../..');
const npmOptions = ['--prefer-offline', '--no-audit', '--no-fund'];

/**
 * Installs packages into an empty folder, as a user does.
 *
 * @param wanted `express@5.3.0`, or a package of this repository by its name: it and those of its
 *   dependencies that are from here come from tarballs as they would be published
 * @returns the folder; the caller removes it
 */
export function installPacked(...wanted: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'obs-install-'));
  const tarballs = join(folder, 'tarballs');
  mkdirSync(tarballs);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const ours = new Set<string>();
  for (const name of wanted) addWorkspace(name, ours);
  for (const name of ours) {
    const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', tarballs];
    execFileSync('npm', args, { cwd: join(root, 'packages', name.slice(5)), stdio: 'pipe' });
  }
  const files = readdirSync(tarballs).map((file) => join(tarballs, file));
  const others = wanted.filter((name) => !ours.has(name));
  const args = ['install', ...npmOptions, ...files, ...others];
  execFileSync('npm', args, { cwd: folder, env: withoutNpm(process.env), stdio: 'pipe' });
  return folder;
}

/** How many packages there are, and the bytes of their files. */
export function measureInstall(folder: string): {
  readonly packages: number;
  readonly bytes: number;
} {
  const lock = JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8'));
  return {
    packages: Object.keys(lock.packages).length,
    bytes: bytesIn(join(folder, 'node_modules')),
  };
}

function addWorkspace(name: string, found: Set<string>): void {
  if (!name.startsWith('@obs/') || found.has(name)) return;
  found.add(name);
  const manifest = readFileSync(join(root, 'packages', name.slice(5), 'package.json'), 'utf8');
  for (const dependency of Object.keys(JSON.parse(manifest).dependencies ?? {})) {
    addWorkspace(dependency, found);
  }
}

function bytesIn(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += readFileSync(join(entry.parentPath, entry.name)).length;
  }
  return bytes;
}
