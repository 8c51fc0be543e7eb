// Builds the package in the current folder: dist/esm and dist/cjs, each with
// its own declarations. One tsc run emits the declarations; they are valid in
// both trees because relative imports end in `.js` and each tree has its own
// `type`.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { build } from 'esbuild';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const entryNames = Object.keys(manifest.exports)
  .filter((key) => key !== './package.json')
  .map((key) => (key === '.' ? 'index' : key.slice(2)));

// Swapped in at the end: a process that runs on the old build is disturbed for a moment only.
const next = `dist-${process.pid}`;

const shared = {
  entryPoints: entryNames.map((name) => `src/${name}.ts`),
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  sourcesContent: true,
  logLevel: 'warning',
  // Code that is built in both formats asks for it behind a test for __filename.
  logOverride: { 'empty-import-meta': 'silent' },
};
// An entry that another one imports when it is needed stays a file of its own; only ES modules are
// split by esbuild itself.
const lazyEntries = {
  name: 'lazy-entries',
  setup({ onResolve }) {
    onResolve({ filter: /^\.{1,2}\/[\w/-]+\.js$/ }, ({ path, kind, resolveDir }) => {
      const name = relative('src', join(resolveDir, path)).slice(0, -3);
      return kind === 'dynamic-import' && entryNames.includes(name)
        ? { path: `./${name}.js`, external: true }
        : undefined;
    });
  },
};

await Promise.all([
  build({
    ...shared,
    format: 'esm',
    outdir: `${next}/esm`,
    splitting: true,
    chunkNames: 'chunk-[hash]',
  }),
  build({
    ...shared,
    format: 'cjs',
    outdir: `${next}/cjs`,
    plugins: [lazyEntries],
    // Who writes it for both forms asks for __filename first.
    logOverride: { 'empty-import-meta': 'silent' },
  }),
]);

process.on('exit', () => rmSync(next, { recursive: true, force: true }));
const tsc = join(createRequire(import.meta.url).resolve('typescript/package.json'), '../bin/tsc');
execFileSync(
  process.execPath,
  [tsc, '-p', 'tsconfig.build.json', '--emitDeclarationOnly', '--outDir', `${next}/esm`],
  { stdio: 'inherit' },
);
mkdirSync(`${next}/cjs`, { recursive: true });
cpSync(`${next}/esm`, `${next}/cjs`, {
  recursive: true,
  filter: (path) => !/\.(js|map)$/.test(path),
});
writeFileSync(`${next}/esm/package.json`, '{"type":"module"}\n');
writeFileSync(`${next}/cjs/package.json`, '{"type":"commonjs"}\n');
rmSync('dist', { recursive: true, force: true });
renameSync(next, 'dist');
