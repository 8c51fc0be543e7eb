import Module, { createRequire } from 'node:module';
import { join } from 'node:path';
import { isModuleNamespaceObject, isProxy } from 'node:util/types';
import { type Place, placeOf } from './package.js';
import type { Registry } from './registry.js';

/** What Node makes for a CommonJS module, as far as it matters here. */
interface CommonjsModule {
  readonly id: string;
  readonly exports: unknown;
  loaded: boolean;
}

/**
 * Sees CommonJS modules when Node says of one that it is loaded: after it was evaluated, before
 * whoever asked for it gets it. No source is changed, and nothing stands between the module system
 * and a module: a wrapped `require()` would be one more frame in every stack, and with a subscriber
 * of the channel `module.require` Node throws again what a module has thrown, and prints a line of
 * its own as the place of the error.
 *
 * Node's constructor of modules assigns `loaded = false`: a setter on the prototype hears of each new
 * module, and leaves it the plain property that it would have had.
 */
export class CommonjsHook {
  readonly #registry: Registry;
  readonly #cache = createRequire(process.execPath).cache;
  #on = false;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  start(): void {
    if (this.#on) return;
    this.#on = true;
    const watch = (module: CommonjsModule) => this.#watch(module);
    Object.defineProperty(Module.prototype, 'loaded', {
      configurable: true,
      get: () => undefined,
      set(this: CommonjsModule, value: boolean) {
        plainly(this, value);
        watch(this);
      },
    });
  }

  stop(): void {
    this.#on = false;
    delete (Module.prototype as Partial<CommonjsModule>).loaded;
  }

  /** Tells of modules of a package that were loaded before anybody asked. */
  findLoaded(name: string): void {
    const part = join('/node_modules', name, '/');
    for (const [path, module] of Object.entries(this.#cache)) {
      if (!path.includes(part) || module?.loaded !== true) continue;
      const place = placeOf(path);
      if (place?.name === name) this.#tell(place, module.exports);
    }
  }

  /** Gives a new module that somebody may wait for a `loaded` that is heard, until it is true. */
  #watch(module: CommonjsModule): void {
    try {
      const place = placeOf(module.id);
      if (place === undefined || !this.#registry.wants(place.name)) return;
      Object.defineProperty(module, 'loaded', {
        configurable: true,
        enumerable: true,
        get: () => false,
        set: (value: boolean) => {
          plainly(module, value);
          if (value) this.#tell(place, module.exports);
        },
      });
    } catch {
      // The application gets its module as it is.
    }
  }

  #tell({ name, root, file }: Place, exports: unknown): void {
    if (!this.#registry.filesOf(name, root).has(file)) return;
    if (isModuleNamespaceObject(exports) && this.#registry.isLeftToEsm(root, file)) return;
    withoutWarnings(exports, () => this.#registry.evaluated(name, root, file, exports));
  }
}

/**
 * Modules of a circle have a prototype that warns of what they do not have yet. Node takes it away
 * right after it has called a module loaded; a patch that looks around must not meet it. It is put
 * back, since it may be the application's own.
 */
function withoutWarnings(exports: unknown, tell: () => void): void {
  const prototype = typeof exports === 'object' && exports && Object.getPrototypeOf(exports);
  if (!prototype || !isProxy(prototype)) {
    tell();
    return;
  }
  Object.setPrototypeOf(exports, Object.prototype);
  try {
    tell();
  } finally {
    Object.setPrototypeOf(exports, prototype);
  }
}

/** The property as Node would have made it. */
function plainly(module: CommonjsModule, loaded: boolean): void {
  Object.defineProperty(module, 'loaded', {
    value: loaded,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}
