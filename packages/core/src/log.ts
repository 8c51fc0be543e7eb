import { writeSync } from 'node:fs';

/** How much is written to stderr: nothing, what a user must know, or everything. */
export type LogLevel = 'silent' | 'info' | 'debug';

export const logLevels: readonly LogLevel[] = ['silent', 'info', 'debug'];

/**
 * Lines on stderr that begin with `obs:`. Line breaks are folded, so whatever a message quotes
 * cannot forge a line of its own.
 */
export class Log {
  level: LogLevel = 'info';
  readonly #said = new Set<string>();

  info(message: string): void {
    if (this.level !== 'silent') write(message);
  }

  debug(message: string): void {
    if (this.level === 'debug') write(message);
  }

  /**
   * Writes a message the first time its key comes. At most 1,000 keys are remembered; after that
   * further ones are not reported, so a stream of distinct mistakes cannot fill a disk or the heap.
   */
  once(key: string, message: string): void {
    if (this.#said.has(key) || this.#said.size >= 1000) return;
    this.#said.add(key);
    this.info(message);
  }
}

const stderr = 2;

function write(message: string): void {
  try {
    // Not through the stream: when nobody reads the pipe any more, it emits an error that would end
    // the application.
    writeSync(stderr, `obs: ${message.replace(/[\r\n]+/g, ' ')}\n`);
  } catch {
    // A closed stderr must not reach the application.
  }
}
