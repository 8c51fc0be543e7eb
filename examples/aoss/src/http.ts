import { createServer, type IncomingMessage, type Server } from 'node:http';

/** What a handler answers with; without a body for 204. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** What a handler may use of a request. */
export interface Call {
  /** The `:id` of the path. */
  readonly id: string;
  /** @throws BadBody */
  json(): Promise<unknown>;
}

/** Handlers by path, with at most one `:id`, by method. */
export type Routes = Record<string, Record<string, (call: Call) => Answer | Promise<Answer>>>;

const longestBody = 64 * 1024;

class BadBody extends Error {}

/** A server of JSON routes: 404 and 405 for what is not there, 400 for a body that is no JSON. */
export function serve(routes: Routes): Server {
  const patterns = Object.entries(routes).map(
    ([path, methods]) => [new RegExp(`^${path.replace(':id', '(?<id>[^/]+)')}$`), methods] as const,
  );
  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const path = (request.url ?? '/').split('?')[0] as string;
    for (const [pattern, methods] of patterns) {
      const match = pattern.exec(path);
      if (match === null) continue;
      const handler = methods[request.method ?? ''];
      if (handler === undefined) {
        return { status: 405, body: { error: `try ${Object.keys(methods).join(', ')}` } };
      }
      return handler({ id: match.groups?.['id'] ?? '', json: () => readJson(request) });
    }
    return { status: 404, body: { error: 'there is nothing here' } };
  };
  return createServer(async (request, response) => {
    const { status, body } = await answer(request).catch((error: Error): Answer => {
      if (error instanceof BadBody) return { status: 400, body: { error: error.message } };
      console.error(error);
      return { status: 500, body: { error: 'internal error' } };
    });
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body === undefined || request.method === 'HEAD' ? '' : JSON.stringify(body));
  });
}

/** At SIGTERM: no new connections, requests in flight may end, then their connections go too. */
export function endOnSignal(server: Server, onEnd: () => void): void {
  const end = () => {
    server.close(onEnd);
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    server.once('close', () => clearInterval(sweep));
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, end);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > longestBody) throw new BadBody('the body is too long');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new BadBody('the body is no JSON');
  }
}
