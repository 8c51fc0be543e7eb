import { once } from 'node:events';
import { createServer, get } from 'node:http';
import { start as startOurs } from './ours.mjs';

// As our exporter sends it.
const chunkSize = 256 * 1024;

/**
 * The floor: the bytes of our exposition, made once, sent in the same pieces with a turn of the event loop
 * after each. What it costs others is the socket's, and that of whoever reads on the same machine.
 */
export async function start(size) {
  const ours = await startOurs(size);
  let bytes;
  return {
    tick: ours.tick,
    async listener(_request, response) {
      bytes ??= await answerOf(ours.listener);
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
      for (let at = 0; at < bytes.length; at += chunkSize) {
        const chunk = bytes.subarray(at, at + chunkSize);
        await new Promise((resolve) => response.write(chunk, resolve));
        await new Promise((resolve) => setImmediate(resolve));
      }
      response.end();
    },
  };
}

async function answerOf(listener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const [response] = await once(
    get({ host: '127.0.0.1', port: server.address().port }),
    'response',
  );
  const chunks = await response.toArray();
  server.closeAllConnections();
  server.close();
  return Buffer.concat(chunks);
}
