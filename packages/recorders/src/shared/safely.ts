import { dropped } from '@obs/core';

/**
 * Runs what records. Whatever it throws (a getter of the caller's object, a missing argument) is
 * counted as dropped and goes no further.
 *
 * @param where the recorder, for the log.
 */
export function safely(where: string, record: () => void): void {
  try {
    record();
  } catch {
    dropped('error', where, 'its argument is missing or could not be read');
  }
}
