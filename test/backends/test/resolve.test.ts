import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BackendMissingError } from '../src/errors.ts';
import { cacheFolder } from '../src/install/cache.ts';
import { resolveBackend } from '../src/install/resolve.ts';
import { isAtLeast } from '../src/install/spec.ts';
import { makeHost, makeSpec, makeWay, type TestHost, telling, writeScript } from './host.ts';

let host: TestHost;
beforeEach(() => {
  host = makeHost();
});
afterEach(() => host.remove());

interface Case {
  readonly title: string;
  /** Version on PATH. */
  readonly path?: string;
  /** Ways whose result is in the cache. */
  readonly cached?: readonly string[];
  /** Ways that are closed, fail, or lead to something too old. */
  readonly closed?: readonly string[];
  readonly failing?: readonly string[];
  readonly old?: readonly string[];
  readonly how: string | undefined;
}

describe('the order of resolution', () => {
  it.each<Case>([
    { title: 'PATH comes first', path: '2.1.0', cached: ['debian'], how: 'path' },
    { title: 'an old one on PATH does not count', path: '1.9.0', how: 'debian' },
    { title: 'the cache comes before any way', cached: ['go'], how: 'go' },
    { title: 'of two in the cache the first way counts', cached: ['go', 'debian'], how: 'debian' },
    { title: 'the first way comes before the second', how: 'debian' },
    { title: 'a closed way is passed over', closed: ['debian'], how: 'go' },
    { title: 'a way that fails is passed over', failing: ['debian'], how: 'go' },
    { title: 'a way to an old version is passed over', old: ['debian', 'go'], how: 'docker' },
    {
      title: 'nothing is left',
      path: '1.0.0',
      closed: ['debian'],
      failing: ['go'],
      old: ['docker'],
      how: undefined,
    },
  ])('$title', async ({ path, cached = [], closed = [], failing = [], old = [], how }) => {
    if (path !== undefined) host.command('thing', telling(path));
    const ways = (['debian', 'go', 'docker'] as const).map((name) =>
      makeWay(name, old.includes(name) ? '1.0.0' : '2.0.0', {
        ...(closed.includes(name) ? { closed: 'is closed' } : {}),
        install: async () => {
          if (failing.includes(name)) throw new Error('fell over');
        },
      }),
    );
    for (const way of ways) {
      if (!cached.includes(way.how)) continue;
      const elsewhere = { ...host, env: {} };
      await resolveBackend(makeSpec([way]), elsewhere);
      way.installs = 0;
    }
    const found = await resolveBackend(makeSpec(ways), host).catch((error: unknown) => error);
    if (how !== undefined) {
      expect(found).toMatchObject({ how });
      expect(ways.reduce((sum, { installs }) => sum + installs, 0)).toBe(
        how === 'path' || cached.length > 0 ? 0 : failing.length + old.length + 1,
      );
      return;
    }
    expect(found).toBeInstanceOf(BackendMissingError);
    expect((found as BackendMissingError).attempts).toEqual([
      { way: 'path', reason: `${join(host.folder, 'bin/thing')}: 1.0.0 is older than 2.0.0` },
      { way: 'debian', reason: 'is closed' },
      { way: 'go', reason: 'fell over' },
      { way: 'docker', reason: expect.stringMatching(/1\.0\.0 is older than 2\.0\.0$/) },
    ]);
    expect((found as Error).message).toMatch(/^thing \(Thing 2 or newer\) is missing\.\n/);
    expect((found as Error).message).toMatch(/\nTo get it: buy a thing$/);
  });

  it('takes the companion beside the program before another one on PATH', async () => {
    const first = host.command('tool', 'true');
    const beside = join(host.folder, 'beside');
    mkdirSync(beside);
    const path = [host.env['PATH'], beside].join(delimiter);
    writeScript(join(beside, 'thing'), telling('2.0.0'));
    const spec = makeSpec([], { commands: { thing: ['thing'], tool: ['tool'] } });
    const find = async () => (await resolveBackend(spec, { ...host, env: { PATH: path } })).tools;
    expect(await find()).toMatchObject({ tool: first });
    writeScript(join(beside, 'tool'), 'true');
    expect(await find()).toMatchObject({ tool: join(beside, 'tool') });
  });

  it('passes over a program whose companion is missing', async () => {
    host.command('thing', telling('2.0.0'));
    const spec = makeSpec([], { commands: { thing: ['thing'], tool: ['tool'] } });
    await expect(resolveBackend(spec, host)).rejects.toThrow('tool is missing');
  });

  it('passes over a program that does not run', async () => {
    host.command('thing', 'echo broken >&2; exit 3');
    await expect(resolveBackend(makeSpec([]), host)).rejects.toThrow(/exit code 3\n\s+broken/);
  });
});

describe('without leave to install', () => {
  it('uses the cache', async () => {
    const way = makeWay('go', '2.0.0');
    await resolveBackend(makeSpec([way]), host);
    const found = await resolveBackend(makeSpec([way]), { ...host, mayInstall: false });
    expect(found.how).toBe('go');
  });

  it('installs nothing, and names the way that would serve', async () => {
    const way = makeWay('go', '2.0.0');
    const asked = resolveBackend(makeSpec([way]), { ...host, mayInstall: false });
    await expect(asked).rejects.toThrow('OBS_BACKENDS=present');
    expect(way.installs).toBe(0);
  });
});

describe('the cache', () => {
  const damages: [string, (folder: string) => void][] = [
    ['was never finished', (folder) => rmSync(join(folder, 'backend.json'))],
    ['has half a manifest', (folder) => writeFileSync(join(folder, 'backend.json'), '{"tools"')],
    ['lost its program', (folder) => rmSync(join(folder, 'thing'))],
    ['has half a program', (folder) => writeFileSync(join(folder, 'thing'), '#!/bin/sh\nif')],
  ];
  it.each(damages)('is filled again when it %s', async (_title, damage) => {
    const way = makeWay('go', '2.0.0');
    await resolveBackend(makeSpec([way]), host);
    damage(cacheFolder(host, way));
    host.notes.length = 0;
    await expect(resolveBackend(makeSpec([way]), host)).resolves.toMatchObject({ how: 'go' });
    expect(way.installs).toBe(2);
    expect(host.notes.join('\n')).toContain('fetching again');
  });

  it('keeps nothing of an installation that failed', async () => {
    const way = makeWay('go', '2.0.0', {
      install: async ({ stage }) => {
        writeFileSync(join(stage, 'half'), '');
        throw new Error('fell over');
      },
    });
    await expect(resolveBackend(makeSpec([way]), host)).rejects.toThrow('fell over');
    expect(readdirSync(host.cache)).toEqual(['locks']);
  });

  it('drops stages of killed processes and other pinned versions', async () => {
    const way = makeWay('go', '2.0.0');
    const old = { ...way, id: { ...way.id, pin: 'v0' } };
    await resolveBackend(makeSpec([old]), host);
    mkdirSync(join(host.cache, '.stage-thing-go-left'));
    await resolveBackend(makeSpec([way]), host);
    expect(readdirSync(host.cache).sort()).toEqual(
      ['locks', cacheFolder(host, way).slice(host.cache.length + 1)].sort(),
    );
  });

  it('is filled once when two ask at the same time', async () => {
    const way = makeWay('go', '2.0.0');
    const spec = makeSpec([way]);
    const both = await Promise.all([resolveBackend(spec, host), resolveBackend(spec, host)]);
    expect(both[0]).toEqual(both[1]);
    expect(way.installs).toBe(1);
    expect(host.notes.join('\n')).toMatch(/waiting for process \d+, since/);
  });

  it('gives absolute paths within it', async () => {
    const way = makeWay('go', '2.0.0');
    const { path } = await resolveBackend(makeSpec([way]), host);
    expect(dirname(path)).toBe(cacheFolder(host, way));
  });
});

describe('versions', () => {
  it.each([
    ['2.42.0', '2.42.0', true],
    ['2.42.0+ds', '2.42.0', true],
    ['2.9.9', '2.42.0', false],
    ['3.0', '2.42.0', true],
    ['v3.15.0', '3.5.0', true],
    ['156.0.8078.79', '120', true],
    ['unknown', '0.1', false],
  ])('%s is at least %s: %s', (version, minimum, expected) => {
    expect(isAtLeast(version, minimum)).toBe(expected);
  });
});
