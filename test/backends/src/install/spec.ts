import type { Host } from '../host.ts';

/** Where a backend comes from: found on PATH, or one of the ways to get it. */
export type How = 'path' | 'debian' | 'go' | 'pip' | 'docker';

/** A program that can be run. What `resolve` gives, and what every backend has. */
export interface Backend {
  /** Stable name, as the command line takes it. */
  readonly name: string;
  /** Absolute path of the main executable. */
  readonly path: string;
  /** Absolute path of every executable, the main one included, by its usual name. */
  readonly tools: Readonly<Record<string, string>>;
  /** As the program itself says it, such as `2.42.0`. */
  readonly version: string;
  readonly how: How;
}

/** What a backend is, and how it can be had. */
export interface Spec {
  readonly name: string;
  /** For messages: `Prometheus 2.42 or newer`. */
  readonly title: string;
  readonly minVersion: string;
  /**
   * Executables by their usual name, each with the names to look for on PATH, best
   * first. The first is the main one. Empty: PATH is not asked.
   */
  readonly commands: Readonly<Record<string, readonly string[]>>;
  /** Runs the main executable and reads its version: the proof that it works here. */
  version(path: string, host: Host): Promise<string>;
  /** In the order in which they are tried. */
  readonly ways: readonly Way[];
  /** One line: what a person can do when no way leads to it. */
  readonly recipe: string;
}

/** One way to get a backend that is not on PATH. */
export interface Way {
  readonly how: Exclude<How, 'path'>;
  /** What it makes, and from which pinned version: the name of its folder in the cache. */
  readonly id: { readonly product: string; readonly pin: string };
  /** Why this way is closed on this host; undefined when it is open. */
  closed(host: Host): Promise<string | undefined>;
  /**
   * Fills `shop.stage`.
   *
   * @returns the executables of the spec by name, as paths relative to the stage
   */
  install(shop: Workshop): Promise<Record<string, string>>;
}

/** What an installation may use. */
export interface Workshop {
  readonly host: Host;
  /** An empty folder; it becomes the folder in the cache when all went well. */
  readonly stage: string;
  /** Says what is done now. */
  note(line: string): void;
  /** Runs a command at low priority and says that it does; fails as `runCommand` does. */
  run(
    what: string,
    command: string,
    args: readonly string[],
    options?: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv },
  ): Promise<string>;
}

/** True when `version` is at least `minimum`; only the dotted numbers count. */
export function isAtLeast(version: string, minimum: string): boolean {
  const [left, right] = [version, minimum].map((text) =>
    (/\d+(\.\d+)*/.exec(text)?.[0] ?? '0').split('.').map(Number),
  ) as [number[], number[]];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
