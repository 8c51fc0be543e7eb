import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmFolder } from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { describe, expect, it } from 'vitest';
import { type Preload, preloadArgs } from '../../src/observe.ts';
import { listen, oursAndOthers } from '../../src/output.ts';

const [apps, nodes] = ['../../apps', '../../nodes'].map((path) =>
  join(import.meta.dirname, path),
) as [string, string];
const preloads: readonly Preload[] = ['--require', '--import'];
const source = readFileSync(join(apps, 'hostile.cjs'), 'utf8');
const habits = [...source.matchAll(/^ {2}(?:'(.+)'|(nothing))\(\) \{/gm)].map(
  ([, quoted, plain]) => (quoted ?? plain) as string,
);
const options: readonly (readonly [string, readonly string[]])[] = [
  ['--frozen-intrinsics', ['--frozen-intrinsics']],
  ['--disallow-code-generation-from-strings', ['--disallow-code-generation-from-strings']],
  ['--disable-proto=throw', ['--disable-proto=throw']],
  ['--throw-deprecation', ['--throw-deprecation']],
  ['--unhandled-rejections=strict', ['--unhandled-rejections=strict']],
  ['--permission', ['--permission', '--allow-fs-read=*']],
  ['--enable-source-maps', ['--enable-source-maps']],
];

/** What can be seen from outside; our lines, addresses and process ids are left out. */
async function run(command: string, args: readonly string[], cwd = apps) {
  const child = spawn(command, args, {
    cwd,
    // No HOME, and no more than what every process has.
    env: { PATH: process.env['PATH'], OBS_METRICS_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { text, ended } = listen(child);
  const [code, signal] = await ended;
  const { stdout, stderr } = text();
  const { ours, others } = oursAndOthers(stderr);
  return { seen: { code, signal, stdout, stderr: clean(others.join('\n')) }, ours };
}

function clean(text: string): string {
  return text.replace(/\(node:\d+\)/g, '(node:<pid>)').replace(/^ +at .*\n/gm, '');
}

describeWithBackend(
  'an application that',
  () => npmFolder(nodes),
  () => {
    describe.each([22, 24, 26])('on Node %i', (version) => {
      const node = join(nodes, `node_modules/node-${version}/bin/node`);
      const compare = async (args: readonly string[], cwd?: string) => {
        const bare = await run(node, args, cwd);
        for (const preload of preloads) {
          const { seen, ours } = await run(node, [...preloadArgs(preload), ...args], cwd);
          expect(seen, preload).toEqual(bare.seen);
          expect(
            ours.filter((line) => !line.includes('preset:')),
            preload,
          ).toEqual([]);
        }
        return bare.seen;
      };

      it.each(habits)('%s does what it does bare', async (how) => {
        const { code, stdout } = await compare(['hostile.cjs', how]);
        expect(code).toBe(3);
        expect(stdout).toContain('/users/1 hello');
      });

      it.each(options)('runs under %s does what it does bare', async (_what, given) => {
        // Since Node 25 the permission to listen is one of its own.
        const net = given[0] === '--permission' && version >= 26 ? ['--allow-net'] : [];
        const { code } = await compare([...given, ...net, 'hostile.cjs', 'nothing']);
        expect(code).toBe(3);
      });

      it.runIf(version >= 26)('may not use the network fails as it fails bare', async () => {
        const args = ['--permission', '--allow-fs-read=*', 'hostile.cjs', 'nothing'];
        expect((await compare(args)).code).toBe(1);
      });

      it('lies in a folder with spaces and umlauts, with a byte order mark and a hash-bang', async () => {
        const folder = mkdtempSync(join(tmpdir(), 'obs größe %20 '));
        cpSync(join(apps, 'hostile.cjs'), join(folder, 'plain.cjs'));
        writeFileSync(join(folder, 'bom.cjs'), `\ufeff${source}`);
        writeFileSync(join(folder, 'bang.cjs'), `#!/usr/bin/env node\n${source}`);
        for (const file of ['plain.cjs', 'bom.cjs', 'bang.cjs']) {
          expect((await compare([file, 'nothing'], folder)).code).toBe(3);
        }
        rmSync(folder, { recursive: true });
      });

      it.each([
        ['no stdout and no stderr', 'exec "$@" >&- 2>&-'],
        ['a stderr that nobody reads', 'exec "$@" 2> >(exec true)'],
        ['a full disk behind stderr', 'exec "$@" 2>/dev/full'],
        ['few file descriptors', 'ulimit -n 40; exec "$@"'],
      ])('has %s ends as it does bare', async (_what, script) => {
        const shell = ['-c', script, 'bash', node];
        const args = ['hostile.cjs', 'nothing'];
        const bare = await run('bash', [...shell, ...args]);
        expect(bare.seen.code).toBe(3);
        for (const preload of preloads) {
          const { seen } = await run('bash', [...shell, ...preloadArgs(preload), ...args]);
          expect(seen, preload).toEqual(bare.seen);
        }
      });
    });
  },
);
