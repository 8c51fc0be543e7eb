import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
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
 * Builds programs of a module in the module proxy, inside an empty module of our
 * own: `go install` refuses modules with replace directives. Uses the user's
 * module and build caches, as every Go command does.
 */
export function goProgram(options: GoProgram): Way {
  return {
    how: 'go',
    id: { product: options.product, pin: options.version },
    closed: goIsMissing,
    install: (shop) => build(shop, options),
  };
}

async function build(shop: Workshop, options: GoProgram): Promise<Record<string, string>> {
  const source = join(shop.stage, 'source');
  await mkdir(source);
  const inSource = { cwd: source, env: GO_ENV };
  const wanted = Object.values(options.packages).map((name) => `${options.module}/${name}`);
  await shop.run('prepare', 'go', ['mod', 'init', 'backend'], inSource);
  const download = `download ${options.module} ${options.version}`;
  const tools = wanted.map((name) => `${name}@${options.version}`);
  await shop.run(download, 'go', ['get', '-tool', ...tools], inSource);
  const set = Object.entries(options.variables ?? {}).map(([name, value]) => `-X ${name}=${value}`);
  const ldflags = ['-ldflags', ['-s', '-w', ...set].join(' ')];
  for (const [name, path] of Object.entries(options.packages)) {
    const output = ['-o', join(shop.stage, 'bin', name)];
    const args = [...GO_BUILD, ...ldflags, ...output, `${options.module}/${path}`];
    await shop.run(`build ${name}, which takes minutes the first time`, 'go', args, inSource);
  }
  return Object.fromEntries(Object.keys(options.packages).map((name) => [name, join('bin', name)]));
}
