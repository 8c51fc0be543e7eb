import { join } from 'node:path';
import { npmFolder } from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { allApps } from '../src/apps.ts';
import { describeApps } from '../src/suite.ts';

const here = import.meta.dirname;

describeWithBackend(
  'applications',
  () => npmFolder(join(here, '../apps')),
  () => {
    const folder = join(here, '../apps');
    const quick = allApps(folder).filter((app) => app.quick);
    describeApps(quick, folder, process.execPath);
  },
);
