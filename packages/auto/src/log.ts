import { writeSync } from 'node:fs';

const stderr = 2;

/**
 * One line on stderr, as core writes its own. `OBS_LOG` is read here and not through core, because
 * the first thing to report may be that core could not be loaded.
 */
export function say(line: string, level: 'info' | 'debug' = 'info'): void {
  const wanted = process.env['OBS_LOG']?.trim().toLowerCase();
  if (wanted === 'silent' || (level === 'debug' && wanted !== 'debug')) return;
  try {
    // Not through the stream: when nobody reads the pipe any more, it emits an error that would end
    // the application.
    writeSync(stderr, `obs: ${line.replace(/[\r\n]+/g, ' ')}\n`);
  } catch {
    // A closed stderr must not reach the application.
  }
}

/** What an unknown error says, on one line. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Reports the first error of something, and no other. */
export function onceReported(what: string): (error: unknown) => void {
  let reported = false;
  return (error) => {
    if (reported) return;
    reported = true;
    say(`${what} met an error, reported once: ${reason(error)}`);
  };
}
