import { createServer } from 'node:http';
import { listen, stop } from './backend.ts';

/** A server that answers every query of Prometheus' API in the same way. */
export interface Canned {
  readonly url: string;
  /** What comes next; undefined: nothing, for ever. */
  value: string | undefined;
  stop(): Promise<void>;
}

export async function startCanned(value: string): Promise<Canned> {
  const server = createServer((request, response) => {
    request.resume();
    if (canned.value === undefined) return;
    const result = [{ metric: {}, value: [1, canned.value] }];
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
