import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { onModuleLoad } from '@obs/module-hooks';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { seeImports } from './imports.js';
import { libraries } from './names.js';
import { withoutMetrics } from './without-metrics.js';

/** Where an application may have its instrumentations: beside its program, or where it was started. */
const places = [
  ...(process.argv[1] === undefined ? [] : [dirname(process.argv[1])]),
  process.cwd(),
].map((folder) => createRequire(join(folder, 'app.js')));

/** The file of a library's instrumentation, when the application has it installed. */
export function installedLibrary(name: string): string | undefined {
  const library = libraries.get(name);
  if (library === undefined) return undefined;
  for (const place of places) {
    try {
      return place.resolve(library.package);
    } catch {
      // Not installed here.
    }
  }
  return undefined;
}

/** The names of all that are installed. */
export function installedLibraries(): string[] {
  return [...libraries.keys()].filter((name) => installedLibrary(name) !== undefined);
}

/**
 * Loads the official instrumentation of a library as soon as the application loads the library, or at
 * once when it has.
 *
 * @param file where the instrumentation is.
 */
export function instrumentLibrary(
  name: string,
  file: string,
  onError: (error: unknown) => void,
): { disable(): void } {
  let loaded: { disable(): void } | undefined;
  const stops = (libraries.get(name)?.targets ?? []).map((target) =>
    onModuleLoad(
      { name: target },
      () => {
        loaded ??= load(file, onError);
      },
      onError,
    ),
  );
  return {
    disable() {
      for (const stop of stops) stop();
      loaded?.disable();
    },
  };
}

function load(file: string, onError: (error: unknown) => void): { disable(): void } {
  const module: Readonly<Record<string, unknown>> = createRequire(file)(file);
  const Class = Object.entries(module).find(([name]) => /Instrumentation$/.test(name))?.[1];
  if (typeof Class !== 'function') throw new Error(`${file} exports no instrumentation`);
  const make = Class as new (config: object) => Instrumentation;
  // The option is that of @fastify/otel; the others do not know it.
  const instrumentation = withoutMetrics(() => new make({ registerOnInitialization: true }));
  const stop = seeImports(instrumentation, onError);
  return {
    disable() {
      stop();
      instrumentation.disable();
    },
  };
}
