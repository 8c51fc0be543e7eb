import { describe, expect, it } from 'vitest';
import { canHookSafely } from '../src/esm.js';
import { Application, imports, nodeVersion } from './application.js';
import { packages } from './packages.js';

const seesEsm = canHookSafely(nodeVersion);

/** Greets loudly, and prints what it was told. */
const shout = `({ exports, format, version, file }) => {
  console.log('told', format, version, file, Object.keys(exports).join());
  const { greet } = exports.Greeter?.prototype ?? {};
  if (greet) exports.Greeter.prototype.greet = function () { return greet.call(this).toUpperCase(); };
}`;

/** Runs an application with a preloaded file that watches, in every way of preloading. */
function run(target: string, files: Record<string, string>, patch = shout) {
  const app = new Application({
    ...packages,
    'preload.cjs': `${imports.cjs}onModuleLoad(${target}, ${patch});`,
    'preload.mjs': `${imports.mjs}onModuleLoad(${target}, ${patch});`,
    ...files,
  });
  const main = Object.keys(files)[0] as string;
  return [
    ['--require', './preload.cjs'],
    ['--import', './preload.cjs'],
    ['--import', './preload.mjs'],
  ].map((flags) => {
    const { status, stdout, stderr } = app.run(...flags, main);
    expect({ flags, stderr, status }).toEqual({ flags, stderr: '', status: 0 });
    return stdout.split('\n').slice(0, -1);
  });
}

const greeter = `{ name: 'plain', file: 'lib/greeter.js' }`;

describe.each([
  [
    'a file of a package that is required',
    greeter,
    { 'a.cjs': "console.log(require('plain').greet())" },
    ['told commonjs 2.3.4 lib/greeter.js Greeter', 'HELLO'],
  ],
  [
    'the same, imported',
    greeter,
    { 'a.mjs': "import { greet } from 'plain'; console.log(greet())" },
    ['told commonjs 2.3.4 lib/greeter.js Greeter', 'HELLO'],
  ],
  [
    'the same, by import() and by require() of an ES module program',
    greeter,
    {
      'a.mjs': `import { createRequire } from 'node:module';
        const same = createRequire(import.meta.url)('plain') === (await import('plain')).default;
        console.log(same, (await import('plain')).greet());`,
    },
    ['told commonjs 2.3.4 lib/greeter.js Greeter', 'true HELLO'],
  ],
  [
    'a package that is required by the path of its folder',
    greeter,
    {
      'a.cjs':
        "console.log(require(require('node:path').join(__dirname, 'node_modules/plain')).greet())",
    },
    ['told commonjs 2.3.4 lib/greeter.js Greeter', 'HELLO'],
  ],
  [
    'the main entry where no file is named',
    `{ name: 'plain' }`,
    { 'a.cjs': "require('plain'); require('plain'); console.log(require('plain').greet())" },
    ['told commonjs 2.3.4 lib/index.js Greeter,greet', 'HELLO'],
  ],
  [
    'nothing in versions outside of the range',
    `{ name: 'plain', versions: { from: '2.4' } }`,
    { 'a.cjs': "console.log(require('plain').greet())" },
    ['hello'],
  ],
  [
    'the range’s versions',
    `{ name: 'plain', versions: { from: '2.3.4', below: '3' } }`,
    { 'a.cjs': "console.log(require('plain').greet())" },
    ['told commonjs 2.3.4 lib/index.js Greeter,greet', 'HELLO'],
  ],
  [
    'the CommonJS half of a dual package, imported names included',
    `{ name: 'dual', versions: { from: '3', below: '4' } }`,
    { 'a.cjs': "console.log(new (require('dual').Greeter)().greet())" },
    ['told commonjs 3.0.0-rc.1 dual.cjs Greeter', 'HELLO CJS'],
  ],
  [
    'a module of a circle once, and complete',
    `{ name: 'circle' }`,
    { 'a.cjs': "require('circle/back'); console.log('ready')" },
    ['told commonjs 1.0.0 index.js early,late', 'ready'],
  ],
  [
    'a module again that was evaluated again',
    `{ name: 'circle' }`,
    {
      'a.cjs': `require('circle');
        delete require.cache[require.resolve('circle')];
        require('circle');`,
    },
    ['told commonjs 1.0.0 index.js early,late', 'told commonjs 1.0.0 index.js early,late'],
  ],
  [
    'nothing that fails, and the error as it is',
    `{ name: 'broken' }`,
    { 'a.cjs': "try { require('broken') } catch (error) { console.log(error.message) }" },
    ['broken itself'],
  ],
])('it tells', (what, target, files, expected) => {
  it(what, () => {
    for (const lines of run(target, files)) expect(lines).toEqual(expected);
  });
});

describe.runIf(seesEsm).each([
  [
    'an ES module, before who imports it goes on',
    `{ name: '@scope/esm' }`,
    { 'a.mjs': "import { Greeter } from '@scope/esm'; console.log(new Greeter().greet())" },
    ['told module 1.0.0 main.js Greeter,count,default,increment,meta', 'HELLO INNER'],
  ],
  [
    'the ES module half of a dual package',
    `{ name: 'dual' }`,
    { 'a.mjs': "import { Greeter } from 'dual'; console.log(new Greeter().greet())" },
    ['told module 3.0.0-rc.1 dual.mjs Greeter', 'HELLO ESM'],
  ],
  [
    'both halves where both are loaded',
    `{ name: 'dual' }`,
    {
      'a.mjs': `import { createRequire } from 'node:module';
        import { Greeter } from 'dual';
        const { Greeter: Other } = createRequire(import.meta.url)('dual');
        console.log(new Greeter().greet(), new Other().greet());`,
    },
    [
      'told module 3.0.0-rc.1 dual.mjs Greeter',
      'told commonjs 3.0.0-rc.1 dual.cjs Greeter',
      'HELLO ESM HELLO CJS',
    ],
  ],
  [
    'an ES module that is required, once',
    `{ name: 'dual', file: 'dual.mjs' }`,
    {
      'a.cjs': `const { Greeter } = require('./node_modules/dual/dual.mjs');
        import('dual').then((dual) => console.log(new Greeter().greet(), dual.Greeter === Greeter));`,
    },
    ['told module 3.0.0-rc.1 dual.mjs Greeter', 'HELLO ESM true'],
  ],
])('where Node can, it tells', (what, target, files, expected) => {
  it(what, () => {
    for (const lines of run(target, files)) expect(lines).toEqual(expected);
  });
});

describe('it', () => {
  it('tells at once of a CommonJS module that is loaded already', () => {
    const app = new Application({
      ...packages,
      'a.cjs': `${imports.cjs}
        const { greet } = require('plain');
        onModuleLoad(${greeter}, ${shout});
        console.log(greet());`,
    });
    expect(app.run('a.cjs').stdout).toBe('told commonjs 2.3.4 lib/greeter.js Greeter\nHELLO\n');
  });

  it('shares one registry between copies, and takes the hooks away with the last watcher', () => {
    const app = new Application({
      ...packages,
      'a.mjs': `${imports.mjs}
        import { createRequire } from 'node:module';
        import Module from 'node:module';
        ${imports.cjs.replace('const { onModuleLoad }', 'const second').replace('require(', 'createRequire(import.meta.url)(')}
        const hears = () => 'loaded' in Module.prototype;
        const stops = [onModuleLoad, second.onModuleLoad].map((watch, index) =>
          watch({ name: 'plain' }, () => console.log('watcher', index)));
        await import('plain');
        console.log(hears());
        for (const stop of stops) { stop(); stop(); }
        console.log(hears());
        await import('@scope/esm');`,
    });
    const { stdout, stderr } = app.run('a.mjs');
    expect(stderr).toBe('');
    expect(stdout.split('\n')).toEqual(['watcher 0', 'watcher 1', 'true', 'false', '']);
  });

  it('hands what a patch throws to its owner, and the application goes on', () => {
    const app = new Application({
      ...packages,
      'a.cjs': `${imports.cjs}
        const fail = () => { throw new Error('mistake'); };
        onModuleLoad({ name: 'plain' }, fail, (error) => console.log('heard', error.message));
        onModuleLoad({ name: 'plain' }, fail, fail);
        onModuleLoad({ name: 'plain' }, fail);
        console.log(require('plain').greet());`,
    });
    expect(app.run('a.cjs').stdout).toBe('heard mistake\nhello\n');
  });
});
