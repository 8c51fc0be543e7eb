import { describe, expect, it } from 'vitest';
import { canHookSafely } from '../src/esm.js';
import { Application, imports, nodeVersion } from './application.js';
import { packages } from './packages.js';

// Every program here runs bare and with watchers for all the packages; it may not tell a difference.
const watchAll = `for (const name of ['plain', '@scope/esm', 'dual', 'circle', 'broken', 'mapped']) {
  onModuleLoad({ name }, () => {});
}`;

const look = `
  console.log(Object.keys(require), require.main === module, module.parent, module.children.length);
  console.log(Object.keys(require.cache).filter((path) => !path.includes('preload') && !path.includes('dist')));`;

const programs: [string, string, string][] = [
  ['the module system of a CommonJS program', 'a.cjs', `require('plain'); ${look}`],
  [
    'the module system of an imported CommonJS module',
    'a.mjs',
    "import './look.cjs'; import 'plain';",
  ],
  [
    'names, live bindings and import.meta of an ES module',
    'a.mjs',
    `import * as all from '@scope/esm';
     import Default, { count, increment, Greeter } from '@scope/esm';
     console.log(Object.getOwnPropertyNames(all), all.meta, count, Default === Greeter);
     increment();
     console.log(count, all.count, Object.isFrozen(all), Reflect.getPrototypeOf(all));
     console.log(Greeter.toString());`,
  ],
  [
    'default and names of an imported CommonJS module',
    'a.mjs',
    `import * as all from 'plain';
     import plain, { greet } from 'plain';
     console.log(Object.keys(all), plain.greet === greet, all.default === plain);`,
  ],
  [
    'JSON, WebAssembly, builtins and data: modules',
    'a.mjs',
    `import data from 'plain/data.json' with { type: 'json' };
     import { a } from 'data:text/javascript,export const a = 1';
     import { createRequire } from 'node:module';
     import fs, { readFileSync } from 'fs';
     const wasm = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
     console.log(data, a, fs.readFileSync === readFileSync, new WebAssembly.Module(wasm));
     console.log(createRequire(import.meta.url)('plain/data.json') === data);`,
  ],
  [
    'an ES module that is required',
    'a.cjs',
    "const all = require('./node_modules/dual/dual.mjs'); console.log(Object.keys(all), all);",
  ],
  [
    'a module that is missing',
    'a.cjs',
    "try { require('missing') } catch (error) { console.log(error.code, error.message, error.requireStack) }",
  ],
  [
    'a module that is missing in an import',
    'a.mjs',
    "await import('missing').catch((error) => console.log(error.code, error.message))",
  ],
  ['a missing module that nobody catches', 'a.mjs', "import 'missing';"],
  ['an error that nobody catches in an ES module', 'a.mjs', "import './throws.mjs';"],
  ['an error that nobody catches in an imported CommonJS module', 'a.mjs', "import './deep.cjs';"],
  [
    'what a module looks like, also while it is evaluated',
    'a.cjs',
    `require('./shown.cjs');
     console.log(Object.keys(module), module.loaded, Object.getOwnPropertyDescriptor(module, 'loaded'));
     console.log(Object.getOwnPropertyDescriptor(require.cache[require.resolve('./shown.cjs')], 'loaded'));
     require('plain');
     console.log(Object.getOwnPropertyDescriptor(require.cache[require.resolve('plain')], 'loaded'));`,
  ],
  ['an error of syntax', 'a.mjs', "import './syntax.mjs';"],
  ['an export that is missing', 'a.mjs', "import { nothing } from '@scope/esm';"],
  [
    'places in a mapped source',
    'a.mjs',
    "import { fail } from 'mapped'; try { fail() } catch (error) { console.log(error.stack.split('\\n', 2)) }",
  ],
  ['exit codes', 'a.mjs', 'process.exitCode = 3;'],
];

// fail() is in line 1 of the source, in line 3 of what runs.
const map = Buffer.from(
  JSON.stringify({ version: 3, sources: ['source.ts'], names: [], mappings: ';;AAAA' }),
).toString('base64');

const app = new Application({
  ...packages,
  'preload.cjs': imports.cjs + watchAll,
  'preload.mjs': imports.mjs + watchAll,
  'look.cjs': look,
  'deep.cjs': "require('./deeper.cjs');",
  'deeper.cjs': "throw new Error('thrown');",
  'shown.cjs': 'console.log(module.loaded, Object.keys(module));',
  'throws.mjs': "export const a = 1;\nthrow new Error('thrown');",
  'syntax.mjs': 'export const a = ;',
  'node_modules/mapped/package.json':
    '{"name":"mapped","version":"1.0.0","type":"module","exports":"./index.js"}',
  'node_modules/mapped/index.js': `// 1\n// 2\nexport function fail() { throw new Error('mapped'); }\n//# sourceMappingURL=data:application/json;base64,${map}`,
});

describe.each(programs)('%s', (_what, name, source) => {
  it.each([
    ['--require', './preload.cjs'],
    ['--import', './preload.mjs'],
  ])('is the same under %s', (flag, preload) => {
    app.add({ [name]: source, 'nothing.cjs': '', 'nothing.mjs': '' });
    // A preload of its own: --import by itself sends a CommonJS program through the ES module loader.
    const nothing = preload.replace('preload', 'nothing');
    const bare = app.run('--enable-source-maps', flag, nothing, name);
    const watched = app.run('--enable-source-maps', flag, preload, name);
    const forget = (text: string) => text.replaceAll(/.*nothing\.[cm]js.*\n/g, '');
    expect({ ...watched, stdout: forget(watched.stdout) }).toEqual({
      ...bare,
      stdout: forget(bare.stdout),
    });
  });
});

describe('beside other hooks', () => {
  it('that are asynchronous and run in their own thread, nothing fails', () => {
    app.add({
      'hooks.mjs': 'export const load = (url, context, next) => next(url, context);',
      'register.mjs':
        "import { register } from 'node:module'; register('./hooks.mjs', import.meta.url);",
      'async.mjs': "import { greet } from 'plain'; import '@scope/esm'; console.log(greet());",
    });
    const flags = ['--no-warnings', '--require', './preload.cjs', '--import', './register.mjs'];
    expect(app.run(...flags, 'async.mjs')).toEqual({ status: 0, stdout: 'hello\n', stderr: '' });
  });

  const others = {
    'other.cjs': `require('node:module').registerHooks({
      load(url, context, next) {
        const result = next(url, context);
        if (!url.endsWith('dual.mjs') && !url.endsWith('dual.cjs')) return result;
        return { ...result, source: String(Buffer.from(result.source)).replace('hello', 'bonjour') };
      },
    });`,
    'a.mjs': "import { Greeter } from 'dual'; console.log(new Greeter().greet());",
    'a.cjs': "console.log(new (require('dual').Greeter)().greet());",
    'tell.cjs': `${imports.cjs}onModuleLoad({ name: 'dual' }, ({ exports }) => {
      exports.Greeter.prototype.loud = true;
      const { greet } = exports.Greeter.prototype;
      exports.Greeter.prototype.greet = function () { return greet.call(this).toUpperCase(); };
    });`,
  };
  it.runIf(canHookSafely(nodeVersion)).each([
    ['before', ['./other.cjs', './tell.cjs']],
    ['after', ['./tell.cjs', './other.cjs']],
  ])('of another instrumentation that came %s, both work', (_when, preloads) => {
    app.add(others);
    const flags = preloads.flatMap((preload) => ['--require', preload]);
    expect(app.run(...flags, 'a.mjs').stdout).toBe('BONJOUR ESM\n');
    expect(app.run(...flags, 'a.cjs').stdout).toBe('BONJOUR CJS\n');
  });

  it('that replace how .js files are compiled, CommonJS modules are seen', () => {
    app.add({
      ...others,
      'compile.cjs': `const { extensions } = require;
        extensions['.cjs'] = extensions['.js'] = (module, path) =>
          module._compile(require('node:fs').readFileSync(path, 'utf8').replace('hello', 'hola'), path);`,
    });
    const flags = ['--require', './tell.cjs', '--require', './compile.cjs'];
    expect(app.run(...flags, 'a.cjs').stdout).toBe('HOLA CJS\n');
  });
});

describe('an error that a module throws while it is evaluated', () => {
  it.each([
    ['the program', { 'a.cjs': "throw new Error('mistake');" }],
    [
      'a module that it requires',
      { 'a.cjs': "require('./b.cjs');", 'b.cjs': "throw new Error('mistake');" },
    ],
    ['a package that is waited for', { 'a.cjs': "require('broken');" }],
  ])('of %s is printed as without us', (_what, files) => {
    const watched = new Application({
      ...packages,
      ...files,
      'watch.cjs': `${imports.cjs}onModuleLoad({ name: 'broken' }, () => {});`,
    });
    const { status, stderr } = watched.run('a.cjs');
    expect(stderr).toMatch(/throw new Error/);
    expect(watched.run('--require', './watch.cjs', 'a.cjs')).toMatchObject({ status, stderr });
  });
});
