/**
 * Programs that only start others. `NODE_OPTIONS` reaches them too, and the one that came first
 * would take the port from the application it starts.
 */
const launchers: ReadonlySet<string> = new Set([
  'concurrently',
  'corepack',
  'cross-env',
  'dotenv-cli',
  'forever',
  'lerna',
  'nodemon',
  'npm',
  'npm-run-all',
  'npm-run-all2',
  'npx',
  'nx',
  'pm2',
  'pnpm',
  'pnpx',
  'run-p',
  'run-s',
  'ts-node-dev',
  'tsx',
  'turbo',
  'wait-on',
  'yarn',
  'yarnpkg',
]);

/**
 * The launcher that a script path belongs to, by its file name or by the package it lies in.
 *
 * @param script `process.argv[1]`; undefined when Node runs no file.
 */
export function launcherName(script: string | undefined): string | undefined {
  if (script === undefined) return undefined;
  const parts = script.split(/[\\/]/);
  const file = parts.at(-1)?.replace(/(-cli)?\.[cm]?js$/, '') ?? '';
  // PM2 runs each application inside a container file of its own package.
  if (file.startsWith('ProcessContainer')) return undefined;
  if (launchers.has(file)) return file;
  const folder = parts.lastIndexOf('node_modules');
  const owner = folder === -1 ? undefined : parts[folder + 1];
  return owner !== undefined && launchers.has(owner) ? owner : undefined;
}
