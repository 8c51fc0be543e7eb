import { sharedRegistry } from './registry.js';
import { checkTarget, type LoadedModule, type ModuleTarget } from './target.js';

/**
 * Calls `patch` each time a module of a package has been evaluated, before any module that asked for
 * it goes on: for `require()`, `import`, `import()` and `require()` of an ES module alike, and at
 * once for CommonJS modules that are loaded already. A module that is evaluated twice (two installed
 * versions, a cache that was cleared) is told twice.
 *
 * @param patch what it throws goes to `onError` and nowhere else; what it returns is not used.
 * @returns a function that ends it. It does not take back what `patch` did. The last one that is
 *   called takes the hooks of the process away.
 * @throws ModuleHooksError when the target can never be met.
 * Cost: for packages that nobody waits for, a look at the specifier of each `require()` (0.3 µs) and
 * at the URL of each ES module; nothing is read and nothing is resolved.
 */
export function onModuleLoad(
  target: ModuleTarget,
  patch: (loaded: LoadedModule) => void,
  onError?: (error: unknown) => void,
): () => void {
  checkTarget(target);
  return sharedRegistry().watch({ target, patch, onError });
}
