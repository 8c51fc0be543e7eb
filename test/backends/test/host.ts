import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../src/host.ts';
import type { Spec, Way, Workshop } from '../src/install/spec.ts';
import { readVersion } from '../src/install/version.ts';

/** A machine of our own: its PATH and cache are empty folders, its progress is kept. */
export interface TestHost extends Host {
  readonly folder: string;
  readonly notes: string[];
  /** Puts an executable on PATH; `script` is what follows `#!/bin/sh`. */
  command(name: string, script: string): string;
  remove(): void;
}

export function makeHost(options: { mayInstall?: boolean; folder?: string } = {}): TestHost {
  const folder = options.folder ?? mkdtempSync(join(realpathSync(tmpdir()), 'backends-test-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  const notes: string[] = [];
  return {
    folder,
    notes,
    cache: join(folder, 'cache'),
    mayInstall: options.mayInstall ?? true,
    note: (line) => void notes.push(line),
    // The guard of an installation needs a shell and its commands.
    env: { PATH: bin, HOME: folder },
    command(name, script) {
      const file = join(bin, name);
      writeScript(file, script);
      return file;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export function writeScript(file: string, script: string): void {
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

/** A program that only tells its version. */
export const telling = (version: string) => `echo thing ${version}`;

export interface TestWay extends Way {
  installs: number;
}

/** A way that writes a program telling `version`, or does what `install` does. */
export function makeWay(
  how: Way['how'],
  version: string,
  options: { closed?: string; install?: (shop: Workshop) => Promise<void> } = {},
): TestWay {
  const way: TestWay = {
    how,
    id: { product: `thing-${how}`, pin: 'v1' },
    installs: 0,
    closed: async () => options.closed,
    async install(shop) {
      way.installs++;
      await options.install?.(shop);
      writeScript(join(shop.stage, 'thing'), telling(version));
      return { thing: 'thing' };
    },
  };
  return way;
}

export function makeSpec(ways: readonly Way[], options: Partial<Spec> = {}): Spec {
  return {
    name: 'thing',
    title: 'Thing 2 or newer',
    minVersion: '2.0.0',
    commands: { thing: ['thing'] },
    version: (path, host) => readVersion(path, [], /thing (\S+)/, host),
    ways,
    recipe: 'buy a thing',
    ...options,
  };
}
