import { describe, expect, it } from 'vitest';
import { launcherName } from '../src/launcher.js';

describe('launcherName', () => {
  it.each([
    ['/usr/bin/npm', 'npm'],
    ['/usr/lib/node_modules/npm/bin/npm-cli.js', 'npm'],
    ['/usr/lib/node_modules/npm/bin/npx-cli.js', 'npx'],
    ['C:\\Program Files\\nodejs\\node_modules\\npm\\bin\\npm-cli.js', 'npm'],
    ['/app/node_modules/.bin/nodemon', 'nodemon'],
    ['/app/node_modules/tsx/dist/cli.mjs', 'tsx'],
    ['/app/node_modules/pm2/lib/Daemon.js', 'pm2'],
    ['/opt/yarn/bin/yarn.js', 'yarn'],
    ['/opt/corepack/dist/pnpm.cjs', 'pnpm'],
  ])('knows %s', (script, name) => {
    expect(launcherName(script)).toBe(name);
  });

  it.each([
    undefined,
    '/app/server.js',
    '/app/npm/server.js',
    '/app/node_modules/express/bin.js',
    '/app/node_modules/.bin/http-server',
    '/app/node_modules/pm2/lib/ProcessContainerFork.js',
  ])('takes %s for an application', (script) => {
    expect(launcherName(script)).toBeUndefined();
  });
});
