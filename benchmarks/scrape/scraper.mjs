// Scrapes a port once a second until it is told to stop, in a process of its own; answers how many
// scrapes were made and how long they took. A second in which the last one is not done is left out.
import { scrape } from './client.mjs';

// Compressed, 240,000 lines are above it too; an error is not.
const leastBytes = 500_000;

let timer;
let current;
let times = [];
let skipped = 0;

async function once(port, headers) {
  const { millis, bytes } = await scrape(port, '/metrics', headers);
  if (bytes < leastBytes) throw new Error(`A scrape gave ${bytes} bytes`);
  times.push(millis);
}

function tick(port, headers) {
  if (current) skipped++;
  else {
    current = once(port, headers).finally(() => {
      current = undefined;
    });
  }
}

process.on('message', async ({ command, port, headers }) => {
  if (command === 'start') {
    times = [];
    skipped = 0;
    timer = setInterval(() => tick(port, headers), 1000);
    tick(port, headers);
  } else {
    clearInterval(timer);
    await current;
    process.send({ times, skipped });
  }
});
process.send({});
