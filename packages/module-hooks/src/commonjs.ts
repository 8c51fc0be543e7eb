import diagnosticsChannel from 'node:diagnostics_channel';
import Module, { createRequire } from 'node:module';
import { isAbsolute, join } from 'node:path';
import { isModuleNamespaceObject } from 'node:util/types';
import { linkedRoot, placeOf } from './package.js';
import type { Registry } from './registry.js';

/** Published by Node when a `require()`, or an `import` of a CommonJS module, has returned. */
const required = 'tracing:module.require:end';

interface Required {
  readonly id: string;
  readonly parentFilename: string | undefined;
}

type Load = (
  this: unknown,
  id: string,
  parent?: { filename?: string },
  isMain?: boolean,
) => unknown;

/**
 * Sees CommonJS modules after they were evaluated and before whoever asked for them gets them. A
 * subscription: no source is changed, and no function of the module system is replaced.
 */
export class CommonjsHook {
  readonly #registry: Registry;
  readonly #cache = createRequire(process.execPath).cache;
  #started = false;
  #restore: (() => void) | undefined;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    if (hasChannel()) diagnosticsChannel.subscribe(required, this.#onRequired);
    else
      this.#restore = afterLoad((id, parentFilename) => this.#onRequired({ id, parentFilename }));
  }

  stop(): void {
    this.#started = false;
    diagnosticsChannel.unsubscribe(required, this.#onRequired);
    this.#restore?.();
    this.#restore = undefined;
  }

  /** Tells of modules of a package that were loaded before anybody asked. */
  findLoaded(name: string): void {
    const part = join('/node_modules', name, '/');
    for (const path of Object.keys(this.#cache)) {
      if (!path.includes(part)) continue;
      const place = placeOf(path);
      if (place?.name === name) this.#tell(name, place.root);
    }
  }

  readonly #onRequired = (message: unknown): void => {
    try {
      const { id, parentFilename } = message as Required;
      if (typeof id !== 'string') return;
      const first = id.charCodeAt(0);
      const isInternal = first === 46 || first === 35; // './x' and '#x' stay inside a package.
      if (isInternal || isAbsolute(id)) {
        const place = placeOf((isInternal ? parentFilename : id) ?? '');
        if (place !== undefined && this.#registry.wants(place.name)) {
          this.#tell(place.name, place.root);
        }
        return;
      }
      const name = nameIn(id);
      if (!this.#registry.wants(name) || parentFilename === undefined) return;
      const root = this.#rootOf(name, id, parentFilename);
      if (root !== undefined) this.#tell(name, root);
    } catch {
      // The application's require() has worked, and it gets its module.
    }
  };

  #rootOf(name: string, id: string, parentFilename: string): string | undefined {
    const path = createRequire(parentFilename).resolve(id);
    const place = placeOf(path);
    if (place === undefined) return linkedRoot(path, name);
    return place.name === name ? place.root : undefined;
  }

  #tell(name: string, root: string): void {
    for (const file of this.#registry.filesOf(name, root)) {
      const module = this.#cache[join(root, file)];
      if (module?.loaded !== true) continue;
      const { exports } = module;
      if (isModuleNamespaceObject(exports) && this.#registry.isLeftToEsm(root, file)) continue;
      this.#registry.evaluated(name, root, file, exports);
    }
  }
}

/** The package in a specifier: `koa/lib/context` is `koa`. */
function nameIn(specifier: string): string {
  const slash = specifier.indexOf('/');
  if (slash < 0) return specifier;
  if (specifier.charCodeAt(0) !== 64) return specifier.slice(0, slash);
  const second = specifier.indexOf('/', slash + 1);
  return second < 0 ? specifier : specifier.slice(0, second);
}

/** Whether this Node publishes the channel: 22 does, 20 does not. */
function hasChannel(): boolean {
  return Number.parseInt(process.versions.node, 10) >= 22;
}

/** Node 20: calls after each load of a CommonJS module; the answer takes it away again. */
function afterLoad(done: (id: string, parentFilename: string | undefined) => void): () => void {
  const system = Module as unknown as { _load: Load };
  const original = system._load;
  let on = true;
  const load: Load = function (id, parent, isMain) {
    const exports = original.call(this, id, parent, isMain);
    if (on) done(id, parent?.filename);
    return exports;
  };
  system._load = load;
  return () => {
    on = false;
    if (system._load === load) system._load = original; // Somebody wrapped it since: leave theirs.
  };
}
