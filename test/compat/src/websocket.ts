import { WebSocket } from 'ws';
import type { Step } from './app.ts';

/** Opens a WebSocket, says something, hears what comes, closes. */
export function webSocket(path: string, say?: string | Uint8Array): Step {
  return {
    what: `WebSocket ${path}`,
    requests: 1,
    send: ({ host, port }) =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(`ws://${host}:${port}${path}`);
        const heard: string[] = [];
        socket.on('error', reject);
        socket.on('open', () => {
          if (say !== undefined) socket.send(say);
        });
        socket.on('message', (data) => {
          heard.push(data.toString('latin1'));
          socket.close();
        });
        socket.on('close', (code) => resolve({ status: code, headers: [], body: heard.join() }));
      }),
  };
}
