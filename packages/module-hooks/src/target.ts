import { ModuleHooksError } from './errors.js';

/** Versions from one (included) to another (excluded); either end may be open. */
export interface VersionRange {
  readonly from?: string;
  readonly below?: string;
}

/** Which module of which package is waited for. */
export interface ModuleTarget {
  /** The package, as its folder in `node_modules` is called: `koa`, `@grpc/grpc-js`. */
  readonly name: string;
  /** Other versions are left alone; every version when not given. A prerelease counts as its release. */
  readonly versions?: VersionRange;
  /**
   * Files of the package, with `/` and without leading dot: `lib/application.js`. When not given,
   * every file that its `package.json` calls its main entry: `main`, and what `exports` has for `.`
   * under whatever condition.
   */
  readonly file?: string | readonly string[];
}

/** A module that has just been evaluated. */
export interface LoadedModule {
  /**
   * `module.exports` of a CommonJS module, the namespace of an ES module. What it holds may be
   * changed in place (prototypes, objects; properties of `module.exports`, too). The bindings of an
   * ES module cannot be replaced.
   */
  // biome-ignore lint/suspicious/noExplicitAny: another package's exports have no type here.
  readonly exports: any;
  readonly format: 'commonjs' | 'module';
  /** The package's version; undefined when its `package.json` says none. */
  readonly version: string | undefined;
  /** The file inside the package. */
  readonly file: string;
  /** The package's folder. */
  readonly root: string;
}

const packageName = /^(@[^/\s]+\/)?[^@./\s\\][^/\s\\]*$/;
const versionText = /^\d+(\.\d+){0,2}$/;

/** Throws a ModuleHooksError when a target can never be met. */
export function checkTarget({ name, versions, file }: ModuleTarget): void {
  if (typeof name !== 'string' || !packageName.test(name)) {
    throw new ModuleHooksError(
      'OBS_MODULE_NAME',
      `"${name}" is no name of a package.`,
      'Give the name alone, and files of it as file: { name: "koa", file: "lib/application.js" }.',
    );
  }
  for (const path of file === undefined ? [] : [file].flat()) {
    if (typeof path === 'string' && path !== '' && !/^\.{0,2}\/|\\/.test(path)) continue;
    throw new ModuleHooksError(
      'OBS_MODULE_FILE',
      `${name}: "${path}" is no file inside a package.`,
      'Give it as seen from the folder of the package, with slashes: "lib/application.js".',
    );
  }
  for (const version of [versions?.from, versions?.below]) {
    if (version === undefined || versionText.test(version)) continue;
    throw new ModuleHooksError(
      'OBS_MODULE_VERSIONS',
      `${name}: "${version}" is no version.`,
      'Give numbers: { from: "2.0.0", below: "4" }.',
    );
  }
}

/** Whether a version lies in a range; one that cannot be read lies in the open range only. */
export function inRange(version: string | undefined, { from, below }: VersionRange = {}): boolean {
  if (from === undefined && below === undefined) return true;
  if (version === undefined || !/^\d/.test(version)) return false;
  return (
    (from === undefined || compare(version, from) >= 0) &&
    (below === undefined || compare(version, below) < 0)
  );
}

function compare(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  for (let i = 0; i < 3; i += 1) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbers(version: string): number[] {
  return version.split(/[.+-]/, 3).map((part) => Number.parseInt(part, 10) || 0);
}
