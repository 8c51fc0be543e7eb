import { reasonOf } from '../reason.js';
import type { State } from '../state.js';
import { exportNow, type LastExport } from './last-export.js';
import { runShutdownCallbacks } from './shutdown.js';

/** Listeners of ours: whoever counts listeners has to know them. */
const own = new WeakSet<(...args: never[]) => unknown>();

/** Whether the application, or a library of it, listens too. */
function othersListen(event: 'beforeExit'): boolean {
  return process.listeners(event).some((listener) => !own.has(listener));
}

/** What a process does when it ends without a signal. */
export interface EndHooks {
  /**
   * Ends everything, asynchronously; the process goes on until it has. False when the last export was
   * given up.
   */
  finish(): Promise<boolean>;
  /** What has not been sent, for the exporters. */
  left(): readonly LastExport[];
}

/**
 * Sees that a process which pushes loses nothing when it ends: because it has nothing left to do,
 * by `process.exit()`, by an error that nobody catches, by a rejection that nobody handles.
 *
 * - `beforeExit` ends everything properly. Not when the application listens for it as well: work that
 *   is begun there makes Node emit it again, and the application would end twice.
 * - `exit` sends synchronously what is left. It comes after every end but a signal, `abort()` and a
 *   lack of memory. The exit code is the application's.
 *
 * @returns takes the listeners away again.
 */
export function hearTheEnd(current: State, hooks: EndHooks, timeoutMillis: number): () => void {
  const onBeforeExit = () => {
    if (othersListen('beforeExit')) return;
    void hooks.finish().then((exported) => {
      // A request that hangs would hold the process until its own timeout.
      if (!exported) process.exit();
    });
  };
  const onExit = () => {
    try {
      sendTheRest(current, hooks, timeoutMillis);
    } catch (error) {
      current.log.info(`the last export failed: ${reasonOf(error)}`);
    }
  };
  own.add(onBeforeExit);
  process.on('beforeExit', onBeforeExit);
  process.on('exit', onExit);
  return () => {
    process.off('beforeExit', onBeforeExit);
    process.off('exit', onExit);
  };
}

function sendTheRest(current: State, hooks: EndHooks, timeoutMillis: number): void {
  // What they do before their first await counts.
  void runShutdownCallbacks(current);
  const exports = hooks.left();
  if (exports.length === 0) return;
  const outcome = exportNow(exports, timeoutMillis);
  if (outcome.state === 'late') {
    current.log.info(`the last export did not end in ${timeoutMillis} ms and was given up`);
  } else if (outcome.state === 'failed') {
    current.log.info(`the last export failed: ${outcome.reason}`);
  }
}

/** Marks a listener as ours. */
export function markOwn<T extends (...args: never[]) => unknown>(listener: T): T {
  own.add(listener);
  return listener;
}
