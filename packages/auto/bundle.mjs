// Puts everything that a process loads at start into one file: one read and one compilation instead
// of a hundred. It replaces what tools/build.mjs made of the main entry; types stay. What only some
// processes need is a file of its own beside it, loaded when it is used. Nothing of it is a
// dependency of the package any more: that would be 19 packages and 20 MB, half of it source maps and
// constants.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Packages that are loaded when they are used, by a dynamic import, and the file each one is in. */
const lazyPackages = {
  '@opentelemetry/exporter-metrics-otlp-proto': 'otlp-metrics',
};

/**
 * All that is needed where metrics are made. A file of its own, so that none of it is behind a `require`
 * that esbuild can see: it keeps what is, whole and in functions, used or not.
 */
const run = { entry: 'src/run.ts', file: 'run' };

/** The official SDK; loaded when it is asked for, but for the classes and names that ours share with it. */
const official = { entry: '@opentelemetry/sdk-metrics', file: 'official-sdk' };
const lazyOfficial = ['MeterProvider', 'ConsoleMetricExporter'];
const sharedOfficial = [
  'AggregationTemporality',
  'AggregationType',
  'DataPointType',
  'InstrumentType',
  'MetricReader',
  'PeriodicExportingMetricReader',
  'TimeoutError',
];
const officialPath = fileURLToPath(import.meta.resolve(official.entry));
const lazyOfficialSdk = {
  name: 'lazy-official-sdk',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@opentelemetry\/sdk-metrics$/ }, () => ({
      path: official.entry,
      namespace: 'official',
      sideEffects: false,
    }));
    onResolve({ filter: /./, namespace: 'official' }, ({ path }) =>
      path === officialPath ? undefined : { path, external: true },
    );
    onLoad({ filter: /./, namespace: 'official' }, () => ({
      resolveDir: import.meta.dirname,
      contents: `
        export { ${sharedOfficial.join(', ')} } from ${JSON.stringify(officialPath)};
        ${lazyOfficial
          .map(
            (name) => `export class ${name} {
              constructor(options) {
                return new (require('./${official.file}.js').${name})(options);
              }
            }`,
          )
          .join('\n')}`,
    }));
  },
};

/** Everything that tracing needs; loaded when it is on. */
const tracing = { entry: 'src/tracing/tracing.ts', file: 'tracing' };

/** Core's exporter of spans; loaded when spans are sent by it. */
const spans = { entry: '@obs/core/otlp-traces', file: 'otlp-traces' };

// Modules of Node that a start does not need: TLS, compression, cryptography, measuring. Each is loaded
// when one of its names is first used; loading them at start costs 10 ms.
const namesOf = (module) => Object.keys(module).filter((name) => name !== 'performance');
const lazyBuiltins = {
  name: 'lazy-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:(crypto|https|perf_hooks|zlib)$/ }, ({ path, namespace }) =>
      namespace === 'lazy' ? { path, external: true } : { path, namespace: 'lazy' },
    );
    onLoad({ filter: /.*/, namespace: 'lazy' }, async ({ path }) => ({
      loader: 'js',
      contents: `
        ${path === 'node:perf_hooks' ? '// On the path of every request, and there from the beginning.\nexports.performance = globalThis.performance;' : ''}
        for (const name of ${JSON.stringify(namesOf(await import(path)))}) {
          Object.defineProperty(exports, name, {
            enumerable: true,
            get: () => require(${JSON.stringify(path)})[name],
          });
        }`,
    }));
  },
};

// Parts of official packages that do nothing here: a logger for the authors of a package, and a hook
// for imports whose loader nobody registers (ours is @obs/module-hooks).
const inert = {
  debug: 'module.exports = () => () => {};',
  'import-in-the-middle': 'exports.Hook = class { unhook() {} };',
};
const inertModules = {
  name: 'inert-modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ path }) =>
      Object.hasOwn(inert, path) ? { path, namespace: 'inert' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'inert' }, ({ path }) => ({ contents: inert[path] }));
  },
};

const lazyFiles = {
  name: 'lazy-files',
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ path, kind }) =>
      kind === 'dynamic-import' && Object.hasOwn(lazyPackages, path)
        ? { path: `./${lazyPackages[path]}.js`, external: true }
        : undefined,
    );
    onResolve({ filter: /^\.\/otlp-traces\.js$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: `./${spans.file}.js`, external: true } : undefined,
    );
    onResolve({ filter: /^\.\/run\.js$/ }, () => ({ path: `./${run.file}.js`, external: true }));
    // Core's own way to it, and ours: the same file.
    onResolve({ filter: /^\.\/(tracing\/)?tracing\.js$/ }, ({ kind }) =>
      kind === 'dynamic-import' || kind === 'require-call'
        ? { path: `./${tracing.file}.js`, external: true }
        : undefined,
    );
  },
};

const bundled = await Promise.all([
  bundle('src/index.ts', 'index'),
  bundle(run.entry, run.file, [lazyOfficialSdk]),
  bundle(official.entry, official.file),
  bundle(tracing.entry, tracing.file),
  bundle(spans.entry, spans.file),
  ...Object.entries(lazyPackages).map(([name, file]) => bundle(name, file)),
]);

async function bundle(entry, file, plugins = []) {
  const { metafile } = await build({
    entryPoints: [entry],
    outfile: `dist/cjs/${file}.js`,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // Optional exporters, which the application installs if it wants them.
    external: [
      '@opentelemetry/exporter-metrics-otlp-*',
      '@opentelemetry/exporter-trace-otlp-grpc',
      '@opentelemetry/exporter-trace-otlp-http',
    ],
    define: {
      // How core finds them from a thread that has no bundle.
      obsBundledExporters: '{"metrics":"./otlp-metrics.js","traces":"./otlp-traces.js"}',
    },
    // Core asks for it in its ES module build only.
    logOverride: { 'empty-import-meta': 'silent' },
    plugins: [...plugins, lazyFiles, lazyBuiltins, inertModules],
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  return Object.keys(metafile.inputs);
}

// The ES module build loads the same file, so a process has one copy however it was started. Not an
// import: Node would search the whole bundle for names that it exports.
writeFileSync(
  'dist/esm/index.js',
  "import { createRequire } from 'node:module';\n\ncreateRequire(import.meta.url)('../cjs/index.js');\n",
);
// A map without its sources in the package would only cost a start under --enable-source-maps.
for (const format of ['cjs', 'esm']) rmSync(`dist/${format}/index.js.map`);
writeFileSync('dist/THIRD-PARTY.md', notices(bundled.flat()));

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
