import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { health } from '@obs/core';
import { WebSocketServer } from 'ws';
import { Session } from './session.ts';

const mostSessions = Number(process.env['MAX_SESSIONS'] ?? 100);
const webSockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });

const server = createServer((request, response) => {
  const path = (request.url ?? '/').split('?')[0];
  const [status, body] =
    path !== '/sessions'
      ? [404, { error: 'there is nothing here' }]
      : request.method !== 'GET' && request.method !== 'HEAD'
        ? [405, { error: 'try GET' }]
        : [200, { open: webSockets.clients.size, most: mostSessions }];
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(request.method === 'HEAD' ? undefined : JSON.stringify(body));
});

server.on('upgrade', (request, socket, head) => {
  if (request.url !== '/session') return refuse(socket, '404 Not Found');
  if (webSockets.clients.size >= mostSessions) return refuse(socket, '503 Service Unavailable');
  webSockets.handleUpgrade(request, socket, head, (webSocket) => new Session(webSocket));
});
// Without a listener Node would hang up without a word.
server.on('connect', (_request, socket) => refuse(socket, '405 Method Not Allowed'));

function refuse(socket: NodeJS.WritableStream, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`);
}

health.register('room for a session', () => webSockets.clients.size < mostSessions);

server.listen(Number(process.env['PORT'] ?? 8700), () => {
  console.log(`duplex listening on port ${(server.address() as AddressInfo).port}`);
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.close();
    for (const client of webSockets.clients) client.close(1001, 'the service ends');
  });
}
