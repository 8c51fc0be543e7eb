// Does to its process what old code bases do, then answers one request of its own and ends with 3.
const fs = require('node:fs');
const http = require('node:http');
const Module = require('node:module');
const path = require('node:path');

const [how] = process.argv.slice(2);
const heard = [];
const habits = {
  nothing() {},
  'replaces process.on and process.emit'() {
    const { on, emit } = process;
    process.on = function (name, listener) {
      if (!name.startsWith('SIG')) heard.push(`on ${String(name)}`);
      return on.call(this, name, listener);
    };
    process.emit = function (...args) {
      heard.push(`emit ${String(args[0])}`);
      return emit.apply(this, args);
    };
    process.on('exit', () => {});
  },
  'wraps http.createServer'() {
    const { createServer } = http;
    http.createServer = (...args) => {
      heard.push('created');
      return createServer(...args);
    };
  },
  'wraps Server.prototype.emit'() {
    const { emit } = http.Server.prototype;
    http.Server.prototype.emit = function (...args) {
      // The server of the metrics is one, too; and we listen on this one, which its own events say.
      if (this === server && !/Listener$/.test(args[0])) heard.push(args[0]);
      return emit.apply(this, args);
    };
  },
  'wraps ServerResponse.prototype.end'() {
    const { end } = http.ServerResponse.prototype;
    http.ServerResponse.prototype.end = function (...args) {
      heard.push('end');
      return end.apply(this, args);
    };
  },
  'answers inside of a domain'() {
    const domain = require('node:domain').create();
    domain.on('error', ({ message }) => console.log(`in the domain: ${message}`));
    domain.run(() => setImmediate(() => process.emit('nothing') || fail()));
  },
  'counts asynchronous resources'() {
    const kinds = new Set();
    require('node:async_hooks')
      .createHook({ init: (_id, kind) => kinds.add(kind) })
      .enable();
    setImmediate(() => heard.push(kinds.has('Immediate')));
  },
  'empties require.cache'() {
    for (const key of Object.keys(require.cache)) delete require.cache[key];
  },
  'replaces Module._load'() {
    const { _load } = Module;
    Module._load = function (request, ...rest) {
      return request === 'mocked' ? { mocked: true } : _load.call(this, request, ...rest);
    };
    heard.push(require('mocked').mocked);
  },
  'replaces Module._resolveFilename and an extension'() {
    const { _resolveFilename } = Module;
    Module._resolveFilename = function (request, ...rest) {
      return _resolveFilename.call(this, request === 'alias' ? './package.json' : request, ...rest);
    };
    const js = require.extensions['.js'];
    require.extensions['.js'] = (module, file) => js(module, file);
    heard.push(require('alias').name);
  },
  'replaces functions of fs'() {
    for (const name of ['readFile', 'open', 'readFileSync', 'writeSync']) {
      const original = fs[name];
      fs[name] = (...args) => original.apply(fs, args);
    }
  },
  'freezes prototypes'() {
    for (const type of [Object, Array, Function, Map, Set, Promise, Error, RegExp, String]) {
      Object.freeze(type.prototype);
    }
  },
  'adds to Object.prototype and Array.prototype'() {
    Object.prototype.inherited = 'by everything';
    Array.prototype.last = function () {
      return this[this.length - 1];
    };
  },
  'stops the clock'() {
    Date.now = () => 0;
    performance.now = () => 0;
  },
  'replaces timers'() {
    const { setTimeout, setInterval } = globalThis;
    globalThis.setTimeout = (...args) => setTimeout(...args)[Symbol.toPrimitive]();
    globalThis.setInterval = (...args) => setInterval(...args)[Symbol.toPrimitive]();
  },
  'removes its working directory'() {
    const folder = fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'obs-gone-'));
    process.chdir(folder);
    fs.rmdirSync(folder);
  },
  'removes all listeners'() {
    for (const name of ['SIGTERM', 'SIGINT', 'exit', 'beforeExit']) {
      process.removeAllListeners(name);
    }
  },
  'empties its environment'() {
    for (const name of Object.keys(process.env)) delete process.env[name];
  },
};
function fail() {
  throw new Error('thrown');
}
habits[how]();

const server = http.createServer((request, response) => {
  response.setHeader('x-path', request.url);
  response.end('hello');
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  http.get({ port, host: '127.0.0.1', path: '/users/1', agent: false }, (response) => {
    response.on('data', (data) => console.log(`${response.headers['x-path']} ${data}`));
    response.on('end', () => {
      server.close(() => {
        console.log(JSON.stringify(heard));
        process.exit(3);
      });
    });
  });
});
