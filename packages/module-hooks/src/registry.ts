import { join } from 'node:path';
import { isModuleNamespaceObject } from 'node:util/types';
import { CommonjsHook } from './commonjs.js';
import { EsmHook } from './esm.js';
import { Manifest, placeOf } from './package.js';
import { inRange, type LoadedModule, type ModuleTarget } from './target.js';

/** Somebody who waits for a module. */
export interface Watcher {
  readonly target: ModuleTarget;
  readonly patch: (loaded: LoadedModule) => void;
  readonly onError: ((error: unknown) => void) | undefined;
}

/**
 * Everybody who waits, and the two hooks that are there as long as anybody does. One in a process,
 * whichever copies of this package are loaded: see {@link sharedRegistry}.
 */
export class Registry {
  readonly #watchers = new Map<string, readonly Watcher[]>();
  readonly #manifests = new Map<string, Manifest>();
  /** What each watcher has seen, so that a module that is required twice is patched once. */
  readonly #seen = new WeakMap<Watcher, WeakSet<object>>();
  readonly #commonjs = new CommonjsHook(this);
  readonly #esm = new EsmHook(this);

  watch(watcher: Watcher): () => void {
    const { name } = watcher.target;
    this.#watchers.set(name, [...(this.#watchers.get(name) ?? []), watcher]);
    this.#seen.set(watcher, new WeakSet());
    this.#commonjs.start();
    this.#esm.start();
    this.#commonjs.findLoaded(name);
    return () => this.#forget(watcher);
  }

  #forget(watcher: Watcher): void {
    const { name } = watcher.target;
    const left = (this.#watchers.get(name) ?? []).filter((other) => other !== watcher);
    if (left.length > 0) this.#watchers.set(name, left);
    else this.#watchers.delete(name);
    if (this.#watchers.size > 0) return;
    this.#commonjs.stop();
    this.#esm.stop();
  }

  /** Whether anybody waits for a module of this package. */
  wants(name: string): boolean {
    return this.#watchers.has(name);
  }

  /** The files of a package, in this folder, that anybody waits for. */
  filesOf(name: string, root: string): Set<string> {
    const watchers = this.#watchers.get(name) ?? [];
    return new Set(watchers.flatMap((watcher) => this.#files(watcher, root)));
  }

  /** Tells those who wait for this file of a package. Never throws. */
  evaluated(name: string, root: string, file: string, exports: unknown): void {
    if ((typeof exports !== 'object' && typeof exports !== 'function') || exports === null) return;
    const format = isModuleNamespaceObject(exports) ? 'module' : 'commonjs';
    for (const watcher of this.#watchers.get(name) ?? []) {
      const seen = this.#seen.get(watcher);
      if (seen?.has(exports) || !this.#files(watcher, root).includes(file)) continue;
      seen?.add(exports);
      try {
        watcher.patch({ exports, format, version: this.#manifest(root).version, file, root });
      } catch (error) {
        report(watcher, error);
      }
    }
  }

  /** Called by the line that is put after an ES module. */
  readonly esmEvaluated = (path: string, namespace: object): void => {
    const place = placeOf(path);
    if (place !== undefined) this.evaluated(place.name, place.root, place.file, namespace);
  };

  /** Whether the ES module hook tells of this file, so that `require()` of it is no second time. */
  isLeftToEsm(root: string, file: string): boolean {
    return this.#esm.hasExtended(join(root, file));
  }

  #files({ target }: Watcher, root: string): readonly string[] {
    const manifest = this.#manifest(root);
    if (!inRange(manifest.version, target.versions)) return [];
    if (target.file === undefined) return manifest.entries;
    return typeof target.file === 'string' ? [target.file] : target.file;
  }

  #manifest(root: string): Manifest {
    let manifest = this.#manifests.get(root);
    if (manifest === undefined) {
      manifest = new Manifest(root);
      this.#manifests.set(root, manifest);
    }
    return manifest;
  }
}

function report(watcher: Watcher, error: unknown): void {
  try {
    watcher.onError?.(error);
  } catch {
    // The reporter's own error has nobody to go to, and the application is being loaded.
  }
}

/** Under which name the process keeps its registry; the number changes when its methods do. */
export const registryKey = Symbol.for('@obs/module-hooks.1');

/** The registry of the process; made when it is first asked for. */
export function sharedRegistry(): Registry {
  const shared = globalThis as { [registryKey]?: Registry };
  if (shared[registryKey] === undefined) {
    Object.defineProperty(shared, registryKey, { value: new Registry() });
  }
  return shared[registryKey] as Registry;
}
