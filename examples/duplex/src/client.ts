// A client to try the service with: sends silence, loses some of it, and asks how it sounds.
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';
import { encodeFrame } from './frame.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    frames: { type: 'string', default: '50' },
    // Every so many packets one gets lost; 0 for none.
    lose: { type: 'string', default: '0' },
  },
});
const frames = Number(values.frames);
const lose = Number(values.lose);
const socket = new WebSocket(positionals[0] ?? 'ws://localhost:8700/session');
let echoed = 0;

socket.on('message', (data, isBinary) => {
  if (isBinary) {
    echoed += 1;
    return;
  }
  const message = JSON.parse(String(data));
  if (message.type === 'rtt') {
    console.log(`round trip: ${message.millis.toFixed(1)} ms`);
    talk();
  }
  if (message.type !== 'quality') return;
  console.log(`${echoed} packets came back, ${(message.loss * 100).toFixed(0)} % got lost`);
  console.log(`mean opinion score: ${message.score.toFixed(2)}`);
  socket.close();
});
socket.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});

function talk(): void {
  for (let sequence = 1; sequence <= frames; sequence++) {
    if (lose > 0 && sequence % lose === 0) continue;
    socket.send(encodeFrame({ sequence, sentMillis: performance.now(), sound: Buffer.alloc(160) }));
  }
  socket.send(JSON.stringify({ type: 'report' }));
}
