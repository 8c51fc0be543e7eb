import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { VoiceSession } from './scenario.ts';

/** Twenty milliseconds of silence at 8 kHz. */
const sound = Buffer.alloc(160);

/**
 * Has a voice session: answers the ping when the step says, sends the audio that is not lost, waits
 * until all of it came back, asks how it sounded, and closes.
 *
 * @returns the score.
 */
export async function talk(url: string, step: VoiceSession): Promise<number> {
  const { frames, lose = [], pongMillis = 0 } = step;
  const socket = new WebSocket(url, { autoPong: false });
  const messages = new Inbox(socket);
  socket.on('ping', (data) => {
    void sleep(pongMillis).then(() => socket.pong(data));
  });
  await messages.next('rtt');
  let sent = 0;
  for (let sequence = 1; sequence <= frames; sequence++) {
    if (lose.includes(sequence)) continue;
    const frame = Buffer.alloc(12 + sound.length);
    frame.writeUInt32BE(sequence, 0);
    frame.writeDoubleBE(performance.now(), 4);
    socket.send(frame);
    sent += 1;
  }
  for (let heard = 0; heard < sent; heard++) await messages.next('audio');
  socket.send(JSON.stringify({ type: 'report' }));
  const { score } = (await messages.next('quality')) as { score: number };
  const closed = new Promise((resolve) => socket.on('close', resolve));
  socket.close();
  await closed;
  return score;
}

/** Messages by type, in the order in which they came; audio is of the type `audio`. */
class Inbox {
  readonly #came: { type: string }[] = [];
  #wake = () => {};
  #problem: Error | undefined;

  constructor(socket: WebSocket) {
    socket.on('message', (data, isBinary) => {
      this.#came.push(isBinary ? { type: 'audio' } : JSON.parse(String(data)));
      this.#wake();
    });
    socket.on('error', (error) => this.#end(error));
    socket.on('close', (code) => this.#end(new Error(`the session was closed (${code})`)));
  }

  async next(type: string): Promise<object> {
    for (;;) {
      const at = this.#came.findIndex((message) => message.type === type);
      if (at !== -1) return this.#came.splice(at, 1)[0] as object;
      if (this.#problem !== undefined) throw this.#problem;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #end(problem: Error): void {
    this.#problem ??= problem;
    this.#wake();
  }
}
