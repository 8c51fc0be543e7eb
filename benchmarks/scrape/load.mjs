import { connect } from 'node:net';

const requestText = 'GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n';

/**
 * Sends requests at a fixed rate whether or not earlier ones are answered, over as many connections
 * as that takes, and gives the milliseconds from the sending of each to its answer. Bare sockets: an
 * HTTP client of our own would have a share in the latencies.
 */
export class Load {
  #port;
  #perSecond;
  #idle = [];
  #all = new Set();

  constructor(port, perSecond) {
    this.#port = port;
    this.#perSecond = perSecond;
  }

  /** Latencies of `millis` of load. */
  async run(millis) {
    const latencies = [];
    const open = new Set();
    const start = performance.now();
    let sent = 0;
    while (performance.now() < start + millis) {
      const due = Math.floor(((performance.now() - start) * this.#perSecond) / 1000);
      for (; sent < due; sent++) {
        const answer = this.#send().then((latency) => {
          latencies.push(latency);
          open.delete(answer);
        });
        open.add(answer);
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all(open);
    return latencies;
  }

  close() {
    for (const socket of this.#all) socket.destroy();
  }

  async #send() {
    const socket = this.#idle.pop() ?? (await this.#connected());
    const start = performance.now();
    return new Promise((resolve, reject) => {
      const closed = () => reject(new Error('The server closed a connection in use'));
      socket.once('close', closed);
      // The answer is a few dozen bytes: it comes in one piece.
      socket.once('data', () => {
        socket.off('close', closed);
        this.#idle.push(socket);
        resolve(performance.now() - start);
      });
      socket.write(requestText);
    });
  }

  #connected() {
    return new Promise((resolve, reject) => {
      const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
      this.#all.add(socket);
      socket.once('error', reject);
      // The server closes what has been idle for long.
      socket.once('close', () => {
        this.#all.delete(socket);
        this.#idle = this.#idle.filter((one) => one !== socket);
      });
      socket.once('connect', () => {
        socket.off('error', reject);
        socket.on('error', () => {});
        resolve(socket);
      });
    });
  }
}
