import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { npmFolder } from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { describe, expect, it } from 'vitest';
import { type Preload, preloadArgs } from '../../src/observe.ts';
import { type Start, start } from '../../src/started.ts';

const [apps, nodes] = ['../../apps', '../../nodes'].map((path) =>
  join(import.meta.dirname, path),
) as [string, string];
const preloads: readonly Preload[] = ['--require', '--import'];
const inPackage = (path: string) => join('node_modules', path);
const pm2 = [inPackage('pm2/bin/pm2-runtime'), '--raw', 'start'];

type Way = (node: string, preload: Preload) => Start;
/** The preload is among the arguments of Node. */
const byArguments =
  (...args: string[]): Way =>
  (node, preload) => ({ command: node, args: [...preloadArgs(preload), ...args] });
/** The preload is in NODE_OPTIONS. */
const byOptions =
  (...args: string[]): Way =>
  (node, preload) => ({ command: node, args, preload });

/** Every way to start an application. */
const ways: readonly (readonly [string, Way])[] = [
  ['node, CommonJS', byArguments('hello.cjs')],
  ['node, an ES module', byArguments('hello.mjs')],
  ['NODE_OPTIONS', byOptions('hello.mjs')],
  ['TypeScript', byArguments('src/plain.ts')],
  ['tsx', byOptions(inPackage('tsx/dist/cli.mjs'), 'src/plain.ts')],
  ['tsx as a loader', byOptions('--import', 'tsx', 'src/plain.ts')],
  ['a bundle of esbuild', byArguments(inPackage('.bundle/plain.cjs'))],
  ['npm start', (_node, preload) => ({ command: 'npm', args: ['run', 'hello'], preload })],
  ['node --run', byOptions('--run', 'hello')],
  ['PM2', byOptions(...pm2, 'hello.cjs')],
  ['node --watch', byArguments('--watch', 'hello.cjs')],
  ['beside a worker thread', byArguments('worker.cjs')],
];

describeWithBackend(
  'ways to start',
  async () => {
    for (const folder of [apps, nodes]) await npmFolder(folder);
    const args = ['--bundle', '--platform=node', '--outfile=node_modules/.bundle/plain.cjs'];
    await promisify(execFile)(join(apps, inPackage('.bin/esbuild')), ['src/plain.ts', ...args], {
      cwd: apps,
    });
  },
  () => {
    describe.each([22, 24, 26])('on Node %i', (version) => {
      const node = join(nodes, `node_modules/node-${version}/bin/node`);

      describe.each(preloads)('under %s', (preload) => {
        it.each(ways)('%s: the request is counted, under one line', async (_what, way) => {
          const { counted, lines } = await start({ node, ...way(node, preload) }, apps);
          expect(counted).toBe(1);
          // PM2 keeps what its applications print.
          expect(lines.filter((line) => line.includes('preset:')).length).toBeLessThanOrEqual(1);
          expect(lines.join('\n')).not.toMatch(/taken|second time/);
        });
      });

      it('loaded by --require and by --import: it works once', async () => {
        const args = [...preloadArgs('--require'), ...preloadArgs('--import'), 'hello.cjs'];
        const { counted, lines } = await start({ command: node, node, args }, apps);
        expect(counted).toBe(1);
        expect(lines).toHaveLength(1);
      });

      it('a second copy says that it does nothing', async () => {
        const copy = mkdtempSync(join(tmpdir(), 'obs-copy-'));
        const [, first = ''] = preloadArgs('--require');
        cpSync(join(first, '../..'), copy, { recursive: true });
        const second = ['--require', join(copy, 'cjs/index.js')];
        const args = [...preloadArgs('--require'), ...second, 'hello.cjs'];
        const { counted, lines } = await start({ command: node, node, args }, apps);
        rmSync(copy, { recursive: true });
        expect(counted).toBe(1);
        expect(lines.filter((line) => line.includes('second time'))).toHaveLength(1);
      });

      const taken = /taken.*choose another port/;
      const shared =
        /taken.*choose another port.*This is cluster worker 1, and.*OBS_METRICS_PORT=0/;
      it.each([
        ['a child by fork', ['child.cjs', 'fork', 'hello.cjs'], taken],
        ['a child by spawn', ['child.cjs', 'spawn', 'hello.cjs'], taken],
        ['a child by exec', ['child.cjs', 'exec', 'hello.cjs'], taken],
        ['a worker of a cluster', ['cluster.cjs'], shared],
      ])(
        '%s answers, and says that the port is taken and what to do',
        async (_what, args, says) => {
          const given: Start = { command: node, node, args, preload: '--require', says };
          const { lines } = await start(given, apps);
          expect(lines.filter((line) => line.includes('metrics on http'))).toHaveLength(1);
        },
      );
    });
  },
);
