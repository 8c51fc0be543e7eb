import { join } from 'node:path';
import { npmFolder } from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { expect, it } from 'vitest';
import { type Preload, preloadArgs } from '../../src/observe.ts';
import { start } from '../../src/started.ts';

const [apps, nodes] = ['../../apps', '../../nodes'].map((path) =>
  join(import.meta.dirname, path),
) as [string, string];
const says = /older than 22\.15/;

describeWithBackend(
  'on Node 20',
  async () => {
    for (const folder of [apps, nodes]) await npmFolder(folder);
  },
  () => {
    it.each<[Preload, string]>([
      ['--require', 'hello.cjs'],
      ['--import', 'hello.mjs'],
    ])('under %s, %s answers, with a line that says how far it goes', async (preload, file) => {
      const command = join(nodes, 'node_modules/node-20/bin/node');
      const { lines } = await start({ command, args: [...preloadArgs(preload), file], says }, apps);
      expect(lines.filter((line) => says.test(line))).toHaveLength(1);
    });
  },
);
