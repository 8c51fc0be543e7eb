/**
 * Turns the path of a request target into a template: what looks like an identifier is replaced, so
 * that `/users/42` and `/users/43` are one route. Query and trailing slash are cut off.
 *
 * @param target the request target as it came: `/users/42?full=1`, `*`, or an absolute URL.
 * @returns the template, or undefined when the target names no path (`CONNECT`'s `host:port`) or the
 *   template is longer than 128 characters.
 * Cost: one pass over each segment; callers keep the answers for targets that repeat.
 */
export function pathTemplate(target: string): string | undefined {
  const path = pathOf(target);
  if (path === undefined) return undefined;
  const template = path.split('/').map(segmentTemplate).join('/');
  return template.length <= maxTemplateLength ? template : undefined;
}

/** A label value of 256 characters is dropped by engines; a path of half of that names no resource. */
const maxTemplateLength = 128;

/** The path of a request target without query, repeated and trailing slashes. */
export function pathOf(target: string): string | undefined {
  let path = target;
  if (path.charCodeAt(0) !== 47) {
    if (path === '*') return path;
    const scheme = path.indexOf('://');
    if (scheme < 0) return undefined;
    const slash = path.indexOf('/', scheme + 3);
    path = slash < 0 ? '/' : path.slice(slash);
  }
  const end = path.search(/[?#;]/);
  if (end >= 0) path = path.slice(0, end);
  if (path.includes('//')) path = path.replace(/\/{2,}/g, '/');
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

const date = /^\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])([T ]\d.*)?)?$/;
const email = /^[^@\s]+(@|%40)[^@\s]+\.[^@\s]+$/i;
const number = /^[-+]?\d+([.,]\d+)*$/;
const uuid = /^[{]?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}[}]?$/i;
const version = /^v\d{1,3}(\.\d{1,3})*$/i;

/** One segment of a path, its identifiers replaced. */
function segmentTemplate(segment: string): string {
  if (segment === '' || /^[a-z]+$/.test(segment)) {
    return segment.length > 32 ? ':id' : segment;
  }
  if (version.test(segment)) return segment;
  if (date.test(segment)) return ':date';
  if (email.test(segment)) return ':email';
  if (number.test(segment) || uuid.test(segment)) return ':id';
  if (segment.includes('%') || isToken(segment)) return ':id';
  // Identifiers inside: order-12345, index.3f9a2c1b.js, 42.png. Words and separators stay.
  return segment.replace(/[^-_.~,@:+]+/g, (word) => (isIdentifier(word) ? ':id' : word));
}

/** A number, a hash, or a random word such as the second half of cus_NffrFeUfNV2Hib. */
function isIdentifier(word: string): boolean {
  const digits = word.replace(/\D/g, '').length;
  if (digits === word.length) return true;
  if (digits === 0 || word.length < 7) return false;
  if (/^[0-9a-f]+$/i.test(word)) return true;
  if (word.length >= 16 && digits > 1) return true;
  // Names such as OAuth2Callback change between cases and digits rarely, random words all the time.
  const runs = word.match(/[a-z]+|[A-Z]+|\d+/g)?.length ?? 0;
  return word.length >= 8 && (runs > word.length * 0.4 || digits > word.length / 3);
}

/** A long word over the alphabets of random identifiers and signed tokens, separators included. */
function isToken(segment: string): boolean {
  if (segment.length < 20 || !/^[\w.~+=-]+$/.test(segment)) return false;
  const digits = segment.replace(/\D/g, '').length;
  const uppers = segment.replace(/[^A-Z]/g, '').length;
  const lowers = segment.replace(/[^a-z]/g, '').length;
  if (segment.length > 64) return true;
  return digits > 0 && uppers > 1 && lowers > 1 && !/[a-z]{8,}/.test(segment);
}
