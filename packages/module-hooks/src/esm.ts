import Module from 'node:module';
import { fileURLToPath } from 'node:url';
import { placeOf } from './package.js';
import { type Registry, registryKey } from './registry.js';

/**
 * Sees ES modules. There is no channel for them, so the source of a module that is waited for gets
 * one more line at its end, which hands over the module's own namespace. Everything before it stays
 * where it is: lines, columns, exports, bindings.
 */
export class EsmHook {
  readonly #registry: Registry;
  readonly #extended = new Set<string>();
  #hooks: Module.ModuleHooks | undefined;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  start(): void {
    if (this.#hooks !== undefined || !canHookSafely(process.versions.node)) return;
    if (isLoaderThread()) return;
    this.#hooks = Module.registerHooks({ load: this.#load });
  }

  stop(): void {
    this.#hooks?.deregister();
    this.#hooks = undefined;
  }

  /** Whether the module of this path got its line. */
  hasExtended(path: string): boolean {
    return this.#extended.has(path);
  }

  readonly #load: Module.LoadHookSync = (url, context, nextLoad) => {
    const result = nextLoad(url, context);
    if (result.format !== 'module') return result;
    const place = placeOf(url, '/');
    if (place === undefined || !this.#registry.wants(place.name)) return result;
    try {
      return this.#extend(url, result);
    } catch {
      return result; // The application gets its module as it is.
    }
  };

  #extend(url: string, result: Module.LoadFnOutput): Module.LoadFnOutput {
    const path = fileURLToPath(url);
    const place = placeOf(path);
    if (place === undefined || result.source === undefined || result.source === null) return result;
    if (!this.#registry.filesOf(place.name, place.root).has(place.file)) return result;
    const source =
      typeof result.source === 'string' ? result.source : new TextDecoder().decode(result.source);
    this.#extended.add(path);
    return { ...result, source: `${source}\n${lineAfter(url, path)}` };
  }
}

/** An import of a module by itself is its namespace; at the end of it, all of it is initialised. */
function lineAfter(url: string, path: string): string {
  const registry = `globalThis[Symbol.for(${JSON.stringify(registryKey.description)})]`;
  return (
    `import * as obs$namespace from ${JSON.stringify(url)};` +
    `${registry}.esmEvaluated(${JSON.stringify(path)},obs$namespace);\n`
  );
}

/**
 * Whether a load hook leaves everything else as it is. On versions before these, its mere presence
 * takes `require.cache` from CommonJS modules that are imported, and fails beside asynchronous hooks
 * (nodejs/node#57327, #59666).
 */
export function canHookSafely(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version
    .split('.')
    .map((part) => Number.parseInt(part, 10));
  if (major === 22) return minor > 22 || (minor === 22 && patch >= 3);
  if (major === 24) return minor >= 12;
  if (major === 25) return minor >= 2;
  return major > 25;
}

/**
 * The thread in which Node runs asynchronous hooks also runs what is preloaded, and Node 22 fails
 * there when it meets a synchronous one. node:worker_threads takes 1 to 3 ms to load, so it is asked
 * only in a worker thread: there `process.chdir()` is documented to fail, whatever its argument.
 */
function isLoaderThread(): boolean {
  try {
    process.chdir(undefined as never);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_UNSUPPORTED_OPERATION') return false;
    const { isInternalThread } = process.getBuiltinModule('node:worker_threads');
    return isInternalThread;
  }
  return false;
}
