// Builds the package in the current folder: dist/esm and dist/cjs, each with
// its own declarations. One tsc run emits the declarations; they are valid in
// both trees because relative imports end in `.js` and each tree has its own
// `type`.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const entryNames = Object.keys(manifest.exports)
  .filter((key) => key !== './package.json')
  .map((key) => (key === '.' ? 'index' : key.slice(2)));

rmSync('dist', { recursive: true, force: true });

const shared = {
  entryPoints: entryNames.map((name) => `src/${name}.ts`),
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  sourcesContent: true,
  logLevel: 'warning',
};
await Promise.all([
  build({
    ...shared,
    format: 'esm',
    outdir: 'dist/esm',
    splitting: true,
    chunkNames: 'chunk-[hash]',
  }),
  build({ ...shared, format: 'cjs', outdir: 'dist/cjs' }),
]);

const tsc = join(createRequire(import.meta.url).resolve('typescript/package.json'), '../bin/tsc');
execFileSync(
  process.execPath,
  [tsc, '-p', 'tsconfig.build.json', '--emitDeclarationOnly', '--outDir', 'dist/esm'],
  { stdio: 'inherit' },
);
mkdirSync('dist/cjs', { recursive: true });
cpSync('dist/esm', 'dist/cjs', { recursive: true, filter: (path) => !/\.(js|map)$/.test(path) });
writeFileSync('dist/esm/package.json', '{"type":"module"}\n');
writeFileSync('dist/cjs/package.json', '{"type":"commonjs"}\n');
