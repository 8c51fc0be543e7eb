import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Catalog } from '@obs/semconv';
import { messageOf, RulesError } from '../errors.js';
import type { Notifications } from '../generate/project.js';
import { systemOf } from '../system/default-system.js';
import type { System } from '../system/system.js';

/** What a module of the user gives: systems, and catalogs that no system describes. */
export interface Loaded {
  readonly systems: readonly System[];
  readonly catalogs: readonly Catalog[];
  readonly notifications: Notifications;
}

/**
 * Imports a module and takes from its exports what is a catalog (`defineCatalog`) or a system
 * (`defineSystem`), alone or in a list. A catalog that no system describes becomes a system with the
 * rules that follow from its families. An export `notifications` says where alerts go.
 *
 * @throws RulesError `OBS_RULES_CATALOG_FILE` when the module cannot be imported, and
 *   `OBS_RULES_NOTHING_EXPORTED` when it exports neither
 */
export async function load(file: string, cwd: string): Promise<Loaded> {
  const path = resolve(cwd, file);
  let exported: Readonly<Record<string, unknown>>;
  try {
    exported = (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw new RulesError(
      'OBS_RULES_CATALOG_FILE',
      `Cannot import ${file}: ${messageOf(error)}. Give a module that Node can import (.mjs, .js, .ts) with --catalog.`,
      { cause: error },
    );
  }
  const values = Object.values(exported).flatMap((value) =>
    Array.isArray(value) ? value : [value],
  );
  const described = values.filter(isSystem);
  const catalogs = values.filter(isCatalog);
  if (described.length + catalogs.length === 0) {
    throw new RulesError(
      'OBS_RULES_NOTHING_EXPORTED',
      `${file} exports no catalog and no system. Export what defineCatalog of @obs/semconv or ` +
        'defineSystem of @obs/rules returns.',
    );
  }
  const unique = [...new Set(described)];
  const inSystems = new Set(unique.flatMap((system) => system.catalogs));
  const others = [...new Set(catalogs)].filter((catalog) => !inSystems.has(catalog));
  return {
    systems: [...unique, ...others.map(systemOf)],
    catalogs: [...new Set([...inSystems, ...catalogs])],
    notifications: isObject(exported['notifications'])
      ? (exported['notifications'] as Notifications)
      : {},
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isSystem(value: unknown): value is System {
  return isObject(value) && Array.isArray(value['jobs']) && Array.isArray(value['rules']);
}

function isCatalog(value: unknown): value is Catalog {
  return isObject(value) && typeof value['domain'] === 'string' && isObject(value['metrics']);
}
