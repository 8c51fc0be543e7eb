import type { Files } from './application.js';

/** Packages of every kind; each greets, and the tests change what it says. */
export const packages: Files = {
  'node_modules/plain/package.json': '{"name":"plain","version":"2.3.4","main":"./lib"}',
  'node_modules/plain/lib/index.js': `
    const { Greeter } = require('./greeter');
    exports.Greeter = Greeter;
    exports.greet = () => new Greeter().greet();`,
  'node_modules/plain/lib/greeter.js': `
    exports.Greeter = class Greeter { greet() { return 'hello'; } };
    if (exports.Greeter) return;`,
  'node_modules/plain/data.json': '{"answer":42}',

  'node_modules/@scope/esm/package.json':
    '{"name":"@scope/esm","version":"1.0.0","type":"module","exports":{".":{"import":"./main.js"}}}',
  'node_modules/@scope/esm/main.js': `
    import { inner } from './inner.js';
    export let count = 0;
    export function increment() { count += 1; }
    export class Greeter { greet() { return 'hello ' + inner; } }
    export const meta = import.meta.url.split('/').slice(-4).join('/');
    export default Greeter; // the last line has no end`,
  'node_modules/@scope/esm/inner.js': 'export const inner = await Promise.resolve("inner");',

  'node_modules/dual/package.json':
    '{"name":"dual","version":"3.0.0-rc.1","exports":{"import":"./dual.mjs","require":"./dual.cjs"}}',
  'node_modules/dual/dual.cjs': "exports.Greeter = class { greet() { return 'hello cjs'; } };",
  'node_modules/dual/dual.mjs': "export class Greeter { greet() { return 'hello esm'; } }",

  'node_modules/circle/package.json': '{"name":"circle","version":"1.0.0"}',
  'node_modules/circle/index.js': `
    exports.early = 1;
    require('./back');
    exports.late = 2;`,
  'node_modules/circle/back.js': "require('./index');",

  'node_modules/broken/package.json': '{"name":"broken","version":"1.0.0","main":"index.js"}',
  'node_modules/broken/index.js': "throw new Error('broken itself');",
};
