import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findOnPath, type Host } from '../host.ts';
import type { Way, Workshop } from '../install/spec.ts';

export interface GoProgram {
  /** For the cache folder: `prometheus-go`. */
  readonly product: string;
  /** `github.com/prometheus/prometheus` */
  readonly module: string;
  /** `v0.315.0` */
  readonly version: string;
  /** Executables by their usual name: the package within the module. */
  readonly packages: Readonly<Record<string, string>>;
  /** Values set in the program, by variable; a build from the proxy knows no version. */
  readonly variables?: Readonly<Record<string, string>>;
}

// 1.21 is the first that fetches the toolchain that a module asks for.
const GO_RECIPE = 'install Go 1.21 or newer (https://go.dev/dl)';

/** Why nothing can be built with Go here. */
export async function goIsMissing(host: Host): Promise<string | undefined> {
  const [go] = await findOnPath(host, 'go');
  return go === undefined ? `go is not on PATH: ${GO_RECIPE}` : undefined;
}

/** Flags of every build: no VCS stamp, there is no repository; no symbols, nobody debugs it. */
export const GO_BUILD = ['build', '-mod=mod', '-buildvcs=false', '-trimpath'];

/** A workspace above the cache folder must not take part. */
export const GO_ENV = { GOWORK: 'off' };

/**
 * Builds programs of a module in the module proxy, in an empty module of our own:
 * `go install` refuses modules with replace directives. Uses the user's module and
 * build caches, as every Go command does.
 */
export function goProgram(options: GoProgram): Way {
  return goWay(options, async (shop, source) => {
    await shop.run('prepare', 'go', ['mod', 'init', 'backend'], { cwd: source, env: GO_ENV });
    const wanted = Object.values(options.packages).map(
      (name) => `${options.module}/${name}@${options.version}`,
    );
    const what = `download ${options.module} ${options.version}`;
    await shop.run(what, 'go', ['get', '-tool', ...wanted], { cwd: source, env: GO_ENV });
  });
}

export interface GoModuleCopy extends GoProgram {
  /** Files to add, by path: generated ones that the program embeds and a module has not. */
  readonly files?: Readonly<Record<string, string>>;
}

/**
 * Builds programs of a module in a copy of the module itself, so that its own
 * `go.sum` and replace directives count: for modules whose requirements cannot be
 * resolved anew, or that lack files.
 */
export function goModuleCopy(options: GoModuleCopy): Way {
  return goWay(options, async (shop, source) => {
    const what = `download ${options.module} ${options.version}`;
    const asked = ['mod', 'download', '-json', `${options.module}@${options.version}`];
    const { Dir } = JSON.parse(await shop.run(what, 'go', asked, { env: GO_ENV })) as {
      Dir: string;
    };
    await cp(Dir, source, { recursive: true });
    // The module cache is read-only, and so is a copy of it.
    await shop.run('copy', 'chmod', ['-R', 'u+w', source]);
    for (const [path, text] of Object.entries(options.files ?? {})) {
      await mkdir(dirname(join(source, path)), { recursive: true });
      await writeFile(join(source, path), text);
    }
  });
}

function goWay(
  options: GoProgram,
  prepare: (shop: Workshop, source: string) => Promise<void>,
): Way {
  return {
    how: 'go',
    id: { product: options.product, pin: options.version },
    closed: goIsMissing,
    async install(shop) {
      const source = join(shop.stage, 'source');
      await mkdir(source);
      await prepare(shop, source);
      const tools = await build(shop, source, options);
      await rm(source, { recursive: true });
      return tools;
    },
  };
}

async function build(
  shop: Workshop,
  source: string,
  options: GoProgram,
): Promise<Record<string, string>> {
  const set = Object.entries(options.variables ?? {}).map(([name, value]) => `-X ${name}=${value}`);
  const flags = ['-ldflags', ['-s', '-w', ...set].join(' ')];
  const tools: Record<string, string> = {};
  for (const [name, path] of Object.entries(options.packages)) {
    const output = ['-o', join(shop.stage, 'bin', name), `${options.module}/${path}`];
    const what = `build ${name}, which takes minutes the first time`;
    await shop.run(what, 'go', [...GO_BUILD, ...flags, ...output], { cwd: source, env: GO_ENV });
    tools[name] = join('bin', name);
  }
  return tools;
}
