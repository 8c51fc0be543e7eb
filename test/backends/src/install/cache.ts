import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../host.ts';
import type { Way } from './spec.ts';

/** `backend.json`, written last: a folder without it is not an installation. */
interface Manifest {
  readonly tools: Readonly<Record<string, string>>;
}

const MANIFEST = 'backend.json';

/** Where the result of a way is kept; the machine's kind is part of the name. */
export function cacheFolder(host: Host, way: Way): string {
  return join(host.cache, `${way.id.product}@${way.id.pin}-${process.platform}-${process.arch}`);
}

export function lockFile(host: Host, way: Way): string {
  return join(host.cache, 'locks', `${way.id.product}.lock`);
}

/**
 * The executables of an installation, as absolute paths.
 *
 * @returns undefined when there is none; a reason when there is one but it is damaged
 */
export async function readCache(
  host: Host,
  way: Way,
): Promise<Readonly<Record<string, string>> | string | undefined> {
  const folder = cacheFolder(host, way);
  if (!existsSync(folder)) return undefined;
  try {
    const manifest = JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')) as Manifest;
    const tools = Object.entries(manifest.tools).map(([name, file]) => [name, join(folder, file)]);
    return Object.fromEntries(tools) as Record<string, string>;
  } catch (error) {
    return `${MANIFEST}: ${(error as Error).message}`;
  }
}

/** A fresh empty folder beside the installations. */
export async function makeStage(host: Host, way: Way): Promise<string> {
  const stage = join(host.cache, `${stagePrefix(way)}${randomUUID()}`);
  await mkdir(stage, { recursive: true });
  return stage;
}

/**
 * Turns a stage into the installation, in one rename, and removes what it
 * replaces: a damaged copy, and other pinned versions of the same product.
 */
export async function publish(
  host: Host,
  way: Way,
  stage: string,
  tools: Readonly<Record<string, string>>,
): Promise<void> {
  const manifest: Manifest = { tools };
  await writeFile(join(stage, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`);
  await removeByPrefix(host, `${way.id.product}@`);
  await rename(stage, cacheFolder(host, way));
}

/** Removes stages that a killed process left. Only for the holder of the way's lock. */
export async function removeOldStages(host: Host, way: Way): Promise<void> {
  await removeByPrefix(host, stagePrefix(way));
}

function stagePrefix(way: Way): string {
  return `.stage-${way.id.product}-`;
}

async function removeByPrefix(host: Host, prefix: string): Promise<void> {
  const names = await readdir(host.cache).catch(() => [] as string[]);
  for (const name of names) {
    if (name.startsWith(prefix)) await rm(join(host.cache, name), { recursive: true, force: true });
  }
}
