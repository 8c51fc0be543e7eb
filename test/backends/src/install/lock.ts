import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs `work` while no other process (or thread, or caller in this process)
 * does so under the same `file`. Waits as long as it takes; `onWait` is called
 * once, with a note about the holder, if there is a wait.
 *
 * The lock is that of SQLite: the operating system drops it when its holder
 * dies, however it dies, so there is no stale lock to detect and to break,
 * which lock files made of names cannot do without a race.
 */
export async function withLock<T>(
  file: string,
  work: () => Promise<T>,
  onWait: (holder: string) => void = () => {},
): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file);
  try {
    let waited = false;
    while (!tryLock(database)) {
      if (!waited) onWait(readHolder(file));
      waited = true;
      await sleep(250);
    }
    writeFileSync(`${file}.holder`, `process ${process.pid}, since ${new Date().toISOString()}`);
    return await work();
  } finally {
    database.close();
  }
}

const SQLITE_BUSY = 5;

function tryLock(database: DatabaseSync): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return false;
    throw error;
  }
}

function readHolder(file: string): string {
  try {
    return readFileSync(`${file}.holder`, 'utf8');
  } catch {
    return 'another process';
  }
}
