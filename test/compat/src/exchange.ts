import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import type { Address, Step } from './app.ts';

/** What came back: the status, headers in their order, and the body. */
export interface Exchange {
  readonly status: number | string;
  readonly headers: readonly string[];
  readonly body: string;
}

/** A request of HTTP/1.1 over a connection of its own. */
export function http(
  method: string,
  path: string,
  options: { readonly headers?: Record<string, string>; readonly body?: string } = {},
): Step {
  const { headers = {}, body } = options;
  return {
    what: `${method} ${path}`,
    requests: 1,
    send: (address) => exchange(address, method, path, headers, body),
  };
}

/** GET of each path. */
export function gets(...paths: readonly string[]): Step[] {
  return paths.map((path) => http('GET', path));
}

/** The JSON that an application takes. */
export function json(method: string, path: string, value: unknown): Step {
  return http(method, path, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(value),
  });
}

/** Several requests over one connection, one after another. */
export function keptAlive(path: string, times: number): Step {
  return {
    what: `GET ${path}, ${times} times over one connection`,
    requests: times,
    async send(address) {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const exchanges: Exchange[] = [];
      for (let time = 0; time < times; time++) {
        exchanges.push(await exchange(address, 'GET', path, {}, undefined, agent));
      }
      agent.destroy();
      const bodies = new Set(exchanges.map(({ body }) => body));
      return { ...(exchanges[0] as Exchange), body: [...bodies].join('\n') };
    },
  };
}

/** A request whose client goes away as soon as the answer begins. */
export function aborted(path: string): Step {
  return {
    what: `GET ${path}, cut off`,
    requests: 1,
    send: ({ host, port }) =>
      new Promise((resolve, reject) => {
        const sent = httpRequest({ host, port, path, agent: false }, (response) => {
          sent.destroy();
          response.on('error', () => {});
          resolve({ status: response.statusCode ?? 0, headers: [], body: '' });
        });
        sent.on('error', reject);
        sent.end();
      }),
  };
}

function exchange(
  { host, port }: Address,
  method: string,
  path: string,
  headers: Record<string, string>,
  body: string | undefined,
  agent: Agent | false = false,
): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = httpRequest(
      { host, port, method, path, agent, headers: { ...headers, ...length } },
      (response) => void read(response).then(resolve, reject),
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

async function read(response: IncomingMessage): Promise<Exchange> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const raw = response.rawHeaders;
  const headers = raw.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${raw[i + 1]}`] : []));
  const status = `${response.statusCode} ${response.statusMessage}`;
  return { status, headers, body: Buffer.concat(chunks).toString('latin1') };
}
