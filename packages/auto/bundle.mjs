// Puts everything that a process loads at start into one file: one read and one compilation instead
// of a hundred. It replaces what tools/build.mjs made of the main entry; types stay.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

// Modules of Node that a start does not need: TLS and compression. Each is loaded when one of its
// names is first used; loading them at start costs 5 ms.
const lazyBuiltins = {
  name: 'lazy-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:(https|zlib)$/ }, ({ path, namespace }) =>
      namespace === 'lazy' ? { path, external: true } : { path, namespace: 'lazy' },
    );
    onLoad({ filter: /.*/, namespace: 'lazy' }, async ({ path }) => ({
      loader: 'js',
      contents: `
        for (const name of ${JSON.stringify(Object.keys(await import(path)))}) {
          Object.defineProperty(exports, name, {
            enumerable: true,
            get: () => require(${JSON.stringify(path)})[name],
          });
        }`,
    }));
  },
};

const { metafile } = await build({
  entryPoints: ['src/index.ts'],
  outfile: 'dist/cjs/index.js',
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // Loaded only when metrics are pushed.
  external: ['@opentelemetry/exporter-metrics-otlp-*'],
  plugins: [lazyBuiltins],
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
  logLevel: 'warning',
});

// The bundle finds its OTLP exporter among the dependencies of this package, not of core: without it
// the build fails here and not at a user's first push.
import.meta.resolve('@opentelemetry/exporter-metrics-otlp-proto');

// The ES module build loads the same file, so a process has one copy however it was started. Not an
// import: Node would search the whole bundle for names that it exports.
writeFileSync(
  'dist/esm/index.js',
  "import { createRequire } from 'node:module';\n\ncreateRequire(import.meta.url)('../cjs/index.js');\n",
);
rmSync('dist/esm/index.js.map');
writeFileSync('dist/THIRD-PARTY.md', notices(Object.keys(metafile.inputs)));

/** The licences of what was bundled. */
function notices(files) {
  const folders = new Set(
    files.flatMap((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []),
  );
  const texts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    );
    const text = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license'].flatMap((file) => {
      try {
        return [readFileSync(join(folder, file), 'utf8').trim()];
      } catch {
        return [];
      }
    })[0];
    if (text === undefined) throw new Error(`${dirname(folder)}: ${name} has no licence file`);
    return `## ${name} ${version} (${license})\n\n${text}\n`;
  });
  return `# Software in the bundle of @obs/auto\n\n${texts.join('\n')}`;
}
