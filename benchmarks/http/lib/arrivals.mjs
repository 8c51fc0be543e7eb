// Sends GET / at random times, as many users who know nothing of each other do, whether or not earlier
// requests are answered, and measures from when each was due: a program of its own, told by IPC what to do.
//
// wrk's timers have milliseconds: at 32,000 requests a second it sends thirty at once, and p99 is that of a
// queue it made. This one never sleeps. Its code and its connections are warm after a second or two.
import { once } from 'node:events';
import { connect } from 'node:net';
import { quantile } from '../../lib/stats.mjs';

const request = Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
/** Requests that come while all are in use wait for one, and their latency counts the waiting. */
const connections = 100;
const maximumRequests = 1_000_000;
/** What the answers and their heads are read into. */
const received = Buffer.allocUnsafe(64 * 1024);

const turn = () => new Promise((resolve) => setImmediate(resolve));

class Arrivals {
  #port;
  /** Round robin: a server closes what has been idle for five seconds. */
  #idle = [];
  #open = 0;
  #failed;
  #answered = 0;
  #latencies = new Float64Array(maximumRequests);
  #lags = new Float64Array(maximumRequests);

  constructor(port) {
    this.#port = port;
  }

  async start() {
    for (let i = 0; i < connections; i++) this.#idle.push(await this.#connected());
  }

  /** `millis` of load, and until all is answered. */
  async run(millis, perSecond) {
    this.#answered = 0;
    const mean = 1000 / perSecond;
    const end = performance.now() + millis;
    let due = performance.now();
    let sent = 0;
    while (due < end && sent < maximumRequests) {
      while (due <= performance.now() && this.#idle.length > 0 && due < end) {
        const connection = this.#idle.shift();
        connection.due = due;
        this.#lags[sent++] = performance.now() - due;
        this.#open++;
        connection.socket.write(request);
        due -= Math.log(1 - Math.random()) * mean;
      }
      await turn();
      if (this.#failed) throw this.#failed;
    }
    while (this.#open > 0 && !this.#failed) await turn();
    if (this.#failed) throw this.#failed;
    const latencies = this.#latencies.subarray(0, this.#answered).sort();
    const lags = this.#lags.subarray(0, sent).sort();
    return {
      requests: sent,
      p99Millis: quantile(latencies, 0.99),
      lagP99Millis: quantile(lags, 0.99),
    };
  }

  async #connected() {
    const connection = { socket: undefined, due: 0 };
    const callback = (length) => {
      // "HTTP/1.1 200": what is refused is answered faster.
      if (length < 12 || received[9] !== 0x32) this.#failed ??= new Error('An answer was not 2xx');
      this.#latencies[this.#answered++] = performance.now() - connection.due;
      this.#open--;
      this.#idle.push(connection);
      return true;
    };
    const socket = connect({
      port: this.#port,
      host: '127.0.0.1',
      noDelay: true,
      onread: { buffer: received, callback },
    });
    connection.socket = socket;
    await once(socket, 'connect');
    socket.on('error', (error) => {
      this.#failed ??= error;
    });
    socket.once('close', () => {
      const at = this.#idle.indexOf(connection);
      if (at < 0) this.#failed ??= new Error('The server closed a connection in use');
      else this.#idle.splice(at, 1);
    });
    return connection;
  }
}

const known = new Map();
process.on('message', async ({ port, millis, perSecond }) => {
  try {
    let arrivals = known.get(port);
    if (arrivals === undefined) {
      arrivals = new Arrivals(port);
      known.set(port, arrivals);
      await arrivals.start();
    }
    process.send(await arrivals.run(millis, perSecond));
  } catch (error) {
    process.send({ error: error.message });
  }
});
