import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { invalidOption } from '../errors.js';
import { type Handler, type HandlerRequest, headerOf, textResponse } from '../handler/types.js';
import { Secret, type SecretSource } from './secret.js';

/** Who may scrape. With both, either is enough. */
export interface AuthOptions {
  /** `Authorization: Bearer <token>`. */
  readonly bearerToken?: SecretSource;
  /** `Authorization: Basic <username:password>`. */
  readonly basic?: { readonly username: string; readonly password: SecretSource };
}

/**
 * Lets only authorized requests through to a handler; others get 401. Comparisons take the same
 * time wherever the difference is. Throws as `Secret` does, and `OBS_PROM_INVALID_OPTION` when there
 * is neither token nor password: nobody could scrape.
 */
export function authorized(handler: Handler, options: AuthOptions): Handler {
  const bearer = options.bearerToken === undefined ? undefined : new Secret(options.bearerToken);
  const password = options.basic === undefined ? undefined : new Secret(options.basic.password);
  if (bearer === undefined && password === undefined) {
    const recipe = 'Give it one, or leave auth out.';
    throw invalidOption('auth', 'there is neither bearerToken nor basic', recipe);
  }
  const challenges = [
    ...(bearer ? ['Bearer realm="metrics"'] : []),
    ...(password ? ['Basic realm="metrics", charset="UTF-8"'] : []),
  ];
  const allowed = (request: HandlerRequest): boolean => {
    const [scheme = '', credentials = ''] = splitOnce(headerOf(request, 'authorization') ?? '');
    if (bearer && scheme === 'bearer') return same(credentials, bearer.value);
    if (password && scheme === 'basic') {
      const given = Buffer.from(credentials, 'base64').toString();
      return same(given, `${options.basic?.username}:${password.value}`);
    }
    return false;
  };
  return async (request) => {
    if (allowed(request)) return handler(request);
    return textResponse(401, 'Unauthorized\n', { 'www-authenticate': challenges.join(', ') });
  };
}

function splitOnce(header: string): [string, string] {
  const blank = header.indexOf(' ');
  if (blank < 0) return [header.toLowerCase(), ''];
  return [header.slice(0, blank).toLowerCase(), header.slice(blank + 1).trim()];
}

/** Made when it is first needed: whoever serves without a password need not load cryptography. */
let key: Buffer | undefined;

// Digests have one length and say nothing about where texts differ.
function same(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(text: string): Buffer {
  key ??= randomBytes(32);
  return createHmac('sha256', key).update(text).digest();
}
