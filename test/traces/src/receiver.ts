import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What stands between an application and its Collector does with a request. */
export type Mode =
  | { readonly kind: 'pass' }
  /** Refuses with this status, and says when to try again. */
  | { readonly kind: 'refuse'; readonly status: number; readonly retryAfter?: string }
  /** Takes the request and hangs up without an answer. */
  | { readonly kind: 'close' }
  /** Never answers. */
  | { readonly kind: 'hang' }
  /** Passes it on late. */
  | { readonly kind: 'slow'; readonly millis: number };

/** A proxy before a real Collector that can be told to misbehave: for what the real one will not do. */
export interface Receiver {
  readonly url: string;
  mode: Mode;
  /** Requests that were not passed on, by path: when each came, in milliseconds. */
  readonly refused: Readonly<Record<string, readonly number[]>>;
  stop(): Promise<void>;
}

/** @param target where a Collector takes OTLP over HTTP. */
export async function startReceiver(target: string): Promise<Receiver> {
  const refused: Record<string, number[]> = {};
  const receiver = { mode: { kind: 'pass' } as Mode };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { mode } = receiver;
    if (mode.kind === 'slow') await sleep(mode.millis);
    if (mode.kind === 'pass' || mode.kind === 'slow') {
      await pass(target, request, Buffer.concat(chunks), response);
      return;
    }
    const path = request.url ?? '';
    refused[path] ??= [];
    refused[path].push(performance.now());
    if (mode.kind === 'close') request.socket.destroy();
    if (mode.kind === 'refuse') {
      const headers = mode.retryAfter === undefined ? {} : { 'retry-after': mode.retryAfter };
      response.writeHead(mode.status, headers).end();
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${port}`,
    refused,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  });
}

async function pass(
  target: string,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<void> {
  const { 'content-type': type = '', 'content-encoding': encoding } = request.headers;
  try {
    const answer = await fetch(`${target}${request.url}`, {
      method: 'POST',
      headers: {
        'content-type': type,
        ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
      },
      body: new Uint8Array(body),
    });
    response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
  } catch {
    response.destroy();
  }
}
