const key = Symbol.for('@obs/auto.loaded');

/**
 * True for the first copy of this package in a process, however it came (`--require` and `--import`,
 * CommonJS and ES module, two versions).
 */
export function isFirstLoad(): boolean {
  const shared = globalThis as { [key]?: true };
  if (shared[key] === true) return false;
  shared[key] = true;
  return true;
}
