// Scrapes a port once a second until it is told to stop, in a process of its own; answers how many
// scrapes were made and how long they took. A second in which the last one is not done is left out.
import { request } from './client.mjs';

let timer;
let current;
let times = [];
let skipped = 0;

async function scrape(port) {
  times.push((await request(port, '/metrics')).millis);
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
