import { createServer } from 'node:http';
import { listen, stop } from './backend.ts';

/** A server that answers every query with one value, for each family named in a pattern. */
export interface Canned {
  readonly url: string;
  /** What comes next; undefined: nothing, for ever. */
  value: string | undefined;
  stop(): Promise<void>;
}

export async function startCanned(value: string): Promise<Canned> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (canned.value === undefined) return;
    const query = new URLSearchParams(body).get('query') ?? '';
    const [, pattern] = /__name__=~"([^"]+)"/.exec(query) ?? [];
    const names = pattern?.split('|').map((name) => ({ __name__: name }));
    const result = (names ?? [{}]).map((metric) => ({ metric, value: [1, canned.value] }));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
  });
  const port = await listen(server);
  const canned: Canned = {
    url: `http://127.0.0.1:${port}`,
    value,
    stop: () => stop(server),
  };
  return canned;
}
