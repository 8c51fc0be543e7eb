import { type Session as RecordedSession, duplex as recorder } from '@obs/recorders/duplex';
import type { RawData, WebSocket } from 'ws';
import { decodeFrame, encodeFrame } from './frame.ts';
import { AudioQuality } from './quality.ts';

const pingMillis = Number(process.env['PING_INTERVAL_MS'] ?? 10_000);

/**
 * A conversation with one client. Audio comes as binary messages and goes back as it came (the
 * other side of this conversation is an echo); `{"type":"report"}` asks how it sounds. Pings
 * measure the round trip: the first at once, then one in each interval.
 */
export class Session {
  readonly #socket: WebSocket;
  readonly #recorded: RecordedSession = recorder.startSession();
  readonly #quality = new AudioQuality();
  readonly #pings: NodeJS.Timeout;
  #pingedAt: number | undefined;
  #rttMillis = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    this.#pings = setInterval(() => this.#ping(), pingMillis);
    socket.on('message', (data, isBinary) => (isBinary ? this.#hear(data) : this.#obey(data)));
    socket.on('pong', () => this.#measure());
    socket.on('error', (error) => console.error(`session: ${error.message}`));
    socket.on('close', () => {
      clearInterval(this.#pings);
      this.#recorded.end();
    });
    this.#ping();
  }

  #ping(): void {
    // No answer to the ping before this one: nobody is there any more.
    if (this.#pingedAt !== undefined) {
      this.#socket.terminate();
      return;
    }
    this.#pingedAt = performance.now();
    this.#socket.ping();
  }

  #measure(): void {
    if (this.#pingedAt === undefined) return;
    this.#rttMillis = performance.now() - this.#pingedAt;
    this.#pingedAt = undefined;
    recorder.recordRttMillis(this.#rttMillis);
    this.#tell({ type: 'rtt', millis: this.#rttMillis });
  }

  #hear(data: RawData): void {
    const frame = decodeFrame(data as Buffer);
    if (frame === undefined) {
      this.#socket.close(1003, 'this is no audio');
      return;
    }
    this.#quality.receive(frame.sequence, frame.sentMillis, performance.now());
    this.#socket.send(encodeFrame(frame));
  }

  #obey(data: RawData): void {
    if (typeOf(data) !== 'report') {
      this.#tell({ type: 'error', reason: 'unknown type' });
      return;
    }
    const score = this.#quality.score(this.#rttMillis);
    recorder.recordAudioQuality(score);
    this.#tell({ type: 'quality', score, loss: this.#quality.loss });
  }

  #tell(message: object): void {
    this.#socket.send(JSON.stringify(message));
  }
}

function typeOf(data: RawData): unknown {
  try {
    return JSON.parse(String(data)).type;
  } catch {
    return undefined;
  }
}
