// Scrapes a port once a second until it is told to stop, in a process of its own; answers how many
// scrapes were made and how long they took. A second in which the last one is not done is left out.
// Bare sockets, and one buffer for all that comes: it shares a processor with the load, and a client
// that makes strings or buffers of 10 MB delays what is measured there.
import { connect } from 'node:net';

const requestText = 'GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
const buffer = Buffer.allocUnsafe(1024 * 1024);

let timer;
let current;
let times = [];
let skipped = 0;

function scrape(port) {
  const start = performance.now();
  let bytes = 0;
  let status = '';
  return new Promise((resolve, reject) => {
    const socket = connect({
      port,
      host: '127.0.0.1',
      onread: {
        buffer,
        callback(length) {
          if (bytes === 0) status = buffer.toString('latin1', 9, 12);
          bytes += length;
          return true;
        },
      },
    });
    socket.on('error', reject);
    socket.on('end', () => {
      times.push(performance.now() - start);
      if (status === '200' && bytes > 5_000_000) resolve();
      else reject(new Error(`A scrape gave status ${status} and ${bytes} bytes`));
    });
    socket.write(requestText);
  });
}

function tick(port) {
  if (current) skipped++;
  else {
    current = scrape(port).finally(() => {
      current = undefined;
    });
  }
}

process.on('message', async ({ command, port }) => {
  if (command === 'start') {
    times = [];
    skipped = 0;
    timer = setInterval(() => tick(port), 1000);
    tick(port);
  } else {
    clearInterval(timer);
    await current;
    process.send({ times, skipped });
  }
});
process.send({});
