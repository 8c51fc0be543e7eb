import { join } from 'node:path';
import { npmFolder } from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { describe } from 'vitest';
import { allApps } from '../../src/apps.ts';
import { describeApps } from '../../src/suite.ts';

const here = import.meta.dirname;
const folders = ['../../apps', '../../nodes'].map((path) => join(here, path)) as [string, string];

describeWithBackend(
  'applications',
  async () => {
    for (const folder of folders) await npmFolder(folder);
  },
  () => {
    const [apps, nodes] = folders;
    describe.each([22, 24, 26])('on Node %i', (version) => {
      const fitting = allApps(apps).filter(({ since = 0 }) => since <= version);
      describeApps(fitting, apps, join(nodes, `node_modules/node-${version}/bin/node`));
    });
  },
);
