import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a scripted Prometheus does with one call. */
export type Script = (call: Call, response: ServerResponse) => void;

export interface Call {
  readonly path: string;
  readonly query: string;
  readonly parameters: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

/** A server that does what its script says, and remembers what it was asked. */
export interface ScriptedPrometheus {
  readonly url: string;
  readonly calls: Call[];
  /** How many connections it was offered. */
  connections: number;
  script: Script;
  close(): Promise<void>;
}

export async function startScripted(script: Script): Promise<ScriptedPrometheus> {
  const calls: Call[] = [];
  const server: Server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://host');
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(body).toString('utf8'));
    const parameters = new URLSearchParams([...url.searchParams, ...form]);
    const query = parameters.get('query') ?? '';
    const call = { path: url.pathname, query, parameters, headers: request.headers };
    calls.push(call);
    scripted.script(call, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.on('connection', () => {
    scripted.connections += 1;
  });
  const scripted: ScriptedPrometheus = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    connections: 0,
    script,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
  return scripted;
}

/** Answers JSON. */
export function json(value: unknown, status = 200): Script {
  return (_call, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  };
}

/** Answers every query with one sample of this value, for each family that it names in a pattern. */
export function value(text: string): Script {
  return (call, response) => {
    const [, pattern] = /__name__=~"([^"]+)"/.exec(call.query) ?? [];
    const metrics = pattern?.split('|').map((name) => ({ __name__: name })) ?? [{}];
    const result = metrics.map((metric) => ({ metric, value: [1_700_000_000, text] }));
    json({ status: 'success', data: { resultType: 'vector', result } })(call, response);
  };
}

/** Answers every query with no series. */
export const empty: Script = json({
  status: 'success',
  data: { resultType: 'vector', result: [] },
});

export function apiError(status: number, errorType: string, error: string): Script {
  return json({ status: 'error', errorType, error }, status);
}

export function page(status: number, contentType: string, text: string): Script {
  return (_call, response) => {
    response.writeHead(status, { 'content-type': contentType });
    response.end(text);
  };
}

/** Never answers. */
export const silent: Script = () => {};
