import { readFileSync, statSync } from 'node:fs';
import { invalidOption, secretUnreadable } from '../errors.js';

/** A secret: itself, the environment variable that holds it, or the file that does. */
export type SecretSource =
  | string
  | { readonly env: string; readonly file?: never }
  | { readonly file: string; readonly env?: never };

// A file is looked at again after this long. A stat of a local file takes some 5 µs.
const checkMillis = 1_000;

/**
 * Reads a secret and reads it again when its file changes. A file that cannot be read later on
 * leaves the last value in place. A line feed at the end of a file is not part of the secret.
 *
 * Throws `OBS_PROM_SECRET_UNREADABLE` or `OBS_PROM_INVALID_OPTION` when there is none to begin with.
 */
export class Secret {
  readonly #source: SecretSource;
  readonly #now: () => number;
  #value: string;
  #changed = 0;
  #checked: number;

  constructor(source: SecretSource, now: () => number = () => performance.now()) {
    this.#source = source;
    this.#now = now;
    this.#checked = now();
    if (typeof source === 'object' && source.file !== undefined) {
      try {
        this.#changed = statSync(source.file).mtimeMs;
        this.#value = readFile(source.file);
      } catch (error) {
        throw secretUnreadable(source.file, error);
      }
    } else {
      this.#value = typeof source === 'string' ? source : (process.env[source.env] ?? '');
    }
    if (this.#value === '') {
      const where = typeof source === 'string' ? 'option' : (source.env ?? source.file);
      throw invalidOption('secret', `${where} is empty`, 'Give it a value, or leave it out.');
    }
  }

  /** The value as it is now. */
  get value(): string {
    this.refresh();
    return this.#value;
  }

  /** Looks at the file, at most once a second; true when there is a new value. */
  refresh(): boolean {
    const source = this.#source;
    const now = this.#now();
    if (typeof source === 'string' || source.file === undefined) return false;
    if (now - this.#checked < checkMillis) return false;
    this.#checked = now;
    try {
      const { mtimeMs } = statSync(source.file);
      if (mtimeMs === this.#changed) return false;
      const value = readFile(source.file);
      this.#changed = mtimeMs;
      if (value === '' || value === this.#value) return false;
      this.#value = value;
      return true;
    } catch {
      return false;
    }
  }
}

function readFile(path: string): string {
  return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
}
