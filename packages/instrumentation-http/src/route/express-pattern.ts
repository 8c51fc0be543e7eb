/** A layer of an Express router, as far as its pattern is concerned. Express 4 has `regexp` and `keys`. */
export interface PatternLayer {
  readonly rawPath?: unknown;
  readonly slash?: boolean;
  readonly regexp?: RegExp & { readonly fast_slash?: boolean; readonly fast_star?: boolean };
  readonly keys?: readonly { readonly name: string | number }[];
}

/**
 * The path patterns that a layer was registered with, or undefined when this version of the router
 * does not tell (the `router` package before 2.3 keeps no pattern).
 */
export function layerPatterns(layer: PatternLayer): readonly string[] | undefined {
  if (layer.rawPath !== undefined) return patternsOf(layer.rawPath);
  if (layer.slash === true || layer.regexp?.fast_slash === true) return ['/'];
  if (layer.regexp === undefined) return undefined;
  if (layer.regexp.fast_star === true) return ['*'];
  const pattern = unparse(layer.regexp.source, layer.keys ?? []);
  return pattern === undefined ? undefined : [pattern];
}

/** What was given as a path: a string, a regular expression, or an array of them. */
export function patternsOf(path: unknown): readonly string[] {
  if (Array.isArray(path)) return path.flatMap(patternsOf);
  return [typeof path === 'string' ? path : String(path)];
}

/**
 * Writes the pattern back that Express 4 compiled (path-to-regexp 0.1): literal characters and
 * groups that match one segment; anything else is undefined.
 */
function unparse(source: string, keys: readonly { readonly name: string | number }[]) {
  let key = 0;
  const pattern = source
    .replace(/^\^/, '')
    .replace(/(\\\/\?)?(\(\?:?=?\\\/\|\$\)|\(\?=\\\/\|\$\)|\$)$/, '')
    .replace(/\(\?:\\?\/?\(\[\^\\?\/\]\+\?\)\)|\(\[\^\\?\/\]\+\?\)/g, (group) => {
      const name = `:${keys[key]?.name ?? key}`;
      key += 1;
      return group.startsWith('(?:\\/') ? `/${name}` : name;
    })
    .replace(/\\([/.\-_~])/g, '$1');
  return /[()[\]?+*^$|\\]/.test(pattern) ? undefined : pattern || '/';
}

/** One path of the patterns of nested routers; slashes are neither doubled nor left at the end. */
export function joinPatterns(parts: readonly string[]): string {
  const joined = parts
    .map((part) => part.replace(/\/+$/, ''))
    .filter((part) => part !== '')
    .map((part) => (part.startsWith('/') ? part : `/${part}`))
    .join('');
  return joined === '' ? '/' : joined;
}

/** True when a pattern can have matched a path. From the first `*`, `(` or `{` on it can match anything. */
export function patternMatches(pattern: string, path: string): boolean {
  const expected = pattern.split('/');
  const found = path.split('/');
  for (let i = 0; i < expected.length; i += 1) {
    const segment = expected[i] as string;
    if (/[*({?+]/.test(segment)) return true;
    const value = found[i];
    if (value === undefined) return false;
    if (!segment.includes(':') && segment.toLowerCase() !== value.toLowerCase()) return false;
  }
  return expected.length === found.length;
}
