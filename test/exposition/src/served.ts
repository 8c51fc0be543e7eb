import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type MetricFamily, metricsHandler, toNodeListener } from '@obs/exporter-prometheus';

export interface Served {
  /** `host:port`. */
  readonly address: string;
  /** `Accept` of the last scrape of each path. */
  readonly accepts: ReadonlyMap<string, string>;
  close(): Promise<void>;
}

/** Serves families as scrapes, each set on a path of its own: `/0`, `/1`, ... */
export async function serve(
  sets: readonly ((escaping: string) => readonly MetricFamily[])[],
): Promise<Served> {
  const accepts = new Map<string, string>();
  const listeners = sets.map((set) =>
    toNodeListener(
      metricsHandler({ collect: async ({ escaping }) => ({ families: set(escaping) }) }),
    ),
  );
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    accepts.set(path, request.headers.accept ?? '');
    listeners[Number(path.slice(1))]?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    accepts,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
