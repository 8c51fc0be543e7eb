import type { Duplex } from 'node:stream';

/**
 * Tells the status of the answer to an upgrade. There is no response object then: the application
 * writes the status line on the socket itself, so the first write is read as it passes.
 *
 * @param socket what the `upgrade` or `connect` event gave; its `write` and `end` are shadowed until
 *   the first call of either, and then are what they were.
 * @param done called once, with the status; 101 when the first write is no status line, undefined
 *   when the socket closed before anything was written.
 */
export function onFirstWrite(socket: Duplex, done: (status: number | undefined) => void): void {
  const restoreWrite = shadow(socket, 'write', settle);
  const restoreEnd = shadow(socket, 'end', settle);
  socket.once('close', onClose);

  function settle(chunk: unknown): void {
    restore();
    done(chunk === undefined || typeof chunk === 'function' ? undefined : statusOf(chunk));
  }
  function onClose(): void {
    restore();
    done(undefined);
  }
  function restore(): void {
    restoreWrite();
    restoreEnd();
    socket.removeListener('close', onClose);
  }
}

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/** Puts a function in front of a method of one object; the answer takes it away again. */
function shadow(target: Duplex, name: 'write' | 'end', before: AnyFunction): () => void {
  const own = Object.getOwnPropertyDescriptor(target, name);
  const original = target[name] as AnyFunction;
  let pending = true;
  const shadowed = function (this: unknown, ...args: unknown[]) {
    if (pending) before(args[0]);
    return original.apply(this, args);
  };
  Object.defineProperty(target, name, {
    value: shadowed,
    configurable: true,
    enumerable: false,
    writable: true,
  });
  return () => {
    pending = false;
    if (target[name] !== (shadowed as unknown)) return; // Somebody wrapped it since: leave theirs.
    if (own === undefined) delete (target as Partial<Duplex>)[name];
    else Object.defineProperty(target, name, own);
  };
}

function statusOf(chunk: unknown): number {
  const head =
    typeof chunk === 'string'
      ? chunk.slice(0, 12)
      : ArrayBuffer.isView(chunk)
        ? Buffer.from(chunk.buffer, chunk.byteOffset, Math.min(chunk.byteLength, 12)).toString()
        : '';
  const status = /^HTTP\/1\.\d (\d{3})/.exec(head)?.[1];
  return status === undefined ? 101 : Number(status);
}
