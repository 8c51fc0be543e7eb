import { join } from 'node:path';
import { npmFolder } from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { describe, expect, it } from 'vitest';
import { type Preload, preloadArgs } from '../../src/observe.ts';
import { type Start, start } from '../../src/started.ts';

const apps = join(import.meta.dirname, '../../apps');
const node = process.execPath;
const preloads: readonly Preload[] = ['--require', '--import'];
const inPackage = (path: string) => join('node_modules', path);
const pm2 = [inPackage('pm2/bin/pm2-runtime'), '--raw', 'start'];

/** Every way to start an application, with the preload that is asked for. */
const ways: readonly (readonly [string, (preload: Preload) => Start])[] = [
  ['node, CommonJS', (by) => ({ command: node, args: [...preloadArgs(by), 'hello.cjs'] })],
  ['node, an ES module', (by) => ({ command: node, args: [...preloadArgs(by), 'hello.mjs'] })],
  ['NODE_OPTIONS', (preload) => ({ command: node, args: ['hello.mjs'], preload })],
  ['TypeScript', (by) => ({ command: node, args: [...preloadArgs(by), 'src/plain.ts'] })],
  [
    'tsx',
    (preload) => ({
      command: node,
      args: [inPackage('tsx/dist/cli.mjs'), 'src/plain.ts'],
      preload,
    }),
  ],
  [
    'tsx as a loader',
    (by) => ({ command: node, args: ['--import', 'tsx', ...preloadArgs(by), 'src/plain.ts'] }),
  ],
  ['npm start', (preload) => ({ command: 'npm', args: ['run', 'hello'], preload })],
  ['PM2', (preload) => ({ command: node, args: [...pm2, 'hello.cjs'], preload })],
  ['node --watch', (by) => ({ command: node, args: ['--watch', ...preloadArgs(by), 'hello.cjs'] })],
  ['beside a worker thread', (by) => ({ command: node, args: [...preloadArgs(by), 'worker.cjs'] })],
];

describeWithBackend(
  'ways to start',
  () => npmFolder(apps),
  () => {
    describe.each(preloads)('under %s', (preload) => {
      it.each(ways)('%s: the request is counted, under one line', async (_what, way) => {
        const { counted, lines } = await start(way(preload), apps);
        expect(counted).toBe(1);
        // PM2 keeps what its applications print.
        expect(lines.filter((line) => line.includes('preset:')).length).toBeLessThanOrEqual(1);
        expect(lines.join('\n')).not.toMatch(/taken|second time/);
      });
    });

    const taken = /taken.*choose another port/;
    const shared = /taken.*choose another port.*This is cluster worker 1, and.*OBS_METRICS_PORT=0/;
    it.each([
      ['a child by fork', ['child.cjs', 'fork', 'hello.cjs'], taken],
      ['a child by spawn', ['child.cjs', 'spawn', 'hello.cjs'], taken],
      ['a child by exec', ['child.cjs', 'exec', 'hello.cjs'], taken],
      ['a worker of a cluster', ['cluster.cjs'], shared],
    ])('%s answers, and says that the port is taken and what to do', async (_what, args, says) => {
      const given: Start = { command: node, args, preload: '--require', says };
      const { lines } = await start(given, apps);
      expect(lines.filter((line) => line.includes('metrics on http'))).toHaveLength(1);
    });
  },
);
