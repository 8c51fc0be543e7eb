import { createRequire } from 'node:module';
import { join } from 'node:path';
import { onModuleLoad } from '@obs/module-hooks';
import type { Instrumentation } from '@opentelemetry/instrumentation';

/** What an official instrumentation says of a module that it patches; its own code calls these. */
interface ModuleDefinition {
  readonly name: string;
  readonly files?: readonly { readonly name: string }[];
}

type OnRequire = (
  definition: ModuleDefinition,
  exports: object,
  name: string,
  root: string | undefined,
) => unknown;

/** What official instrumentations have inside, of every version since 0.40. */
interface Patching {
  readonly _modules?: readonly ModuleDefinition[];
  _onRequire?: OnRequire;
}

const cache = createRequire(process.execPath).cache;

/**
 * Makes an official instrumentation see what `import` loads. By itself it sees `require()` only, and
 * the loader that its makers offer for `import` rewrites every module. A module that both ways load
 * is patched once.
 *
 * @returns ends it; patches stay.
 */
export function seeImports(
  instrumentation: Instrumentation,
  onError: (error: unknown) => void,
): () => void {
  const patching = instrumentation as unknown as Patching;
  const onRequire = patching._onRequire?.bind(patching);
  if (onRequire === undefined) return () => {};
  const patch = once(onRequire);
  patching._onRequire = patch;
  const stops = (patching._modules ?? []).flatMap((definition) =>
    modulesOf(definition).map(({ name, file, official }) => {
      const target = file === undefined ? { name } : { name, file };
      return onModuleLoad(
        target,
        ({ exports, root, file: loaded }) => {
          const patched = patch(definition, exports, official, root);
          if (patched !== exports) replace(join(root, loaded), exports, patched);
        },
        onError,
      );
    }),
  );
  return () => {
    for (const stop of stops) stop();
  };
}

/** The main module of a definition and its files, each with the name that the official code knows. */
function modulesOf(
  definition: ModuleDefinition,
): { readonly name: string; readonly file?: string; readonly official: string }[] {
  const { name } = definition;
  if (!/^(@[^/\\]+\/)?[\w.-]+$/.test(name) || name.startsWith('.')) return [];
  const files = (definition.files ?? []).map((file) => file.name.replaceAll('\\', '/'));
  return [
    { name, official: name },
    ...files
      .filter((path) => path.startsWith(`${name}/`))
      .map((path) => ({ name, file: path.slice(name.length + 1), official: path })),
  ];
}

/** The same answer for the same module, whichever way it came, and for what was made of it. */
function once(onRequire: OnRequire): OnRequire {
  const known = new WeakMap<object, Map<ModuleDefinition, unknown>>();
  return (definition, exports, name, root) => {
    if ((typeof exports !== 'object' && typeof exports !== 'function') || exports === null) {
      return onRequire(definition, exports, name, root);
    }
    const answers = known.get(exports) ?? new Map<ModuleDefinition, unknown>();
    known.set(exports, answers);
    if (answers.has(definition)) return answers.get(definition);
    const patched = onRequire(definition, exports, name, root);
    answers.set(definition, patched);
    const isObject = typeof patched === 'object' || typeof patched === 'function';
    if (patched !== null && isObject && patched !== exports) {
      known.set(patched as object, new Map([[definition, patched]]));
    }
    return patched;
  };
}

/** A CommonJS module whose exports were replaced as a whole: an `import` takes them from here. */
function replace(path: string, exports: unknown, patched: unknown): void {
  const module = cache[path];
  if (module !== undefined && module.exports === exports) module.exports = patched;
}
