import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeListener } from './adapters/node.js';
import { createPrometheusApi } from './api.js';
import type { PrometheusApiOptions } from './options.js';

export interface ServeOptions extends PrometheusApiOptions {
  /** 0 chooses a free one. Default 9465. */
  readonly port?: number;
  /** Address to bind. Default `localhost`. */
  readonly host?: string;
}

/** A server of its own for the endpoints. */
export interface ApiServer {
  readonly url: string;
  readonly port: number;
  /** Stops listening, lets what is under way end for a second, then cuts it. Never rejects. */
  close(): Promise<void>;
}

/**
 * Serves the endpoints alone. Requests are cut off when their headers pass 16 KiB or take longer than
 * 10 s. Rejects when the port cannot be had, and with `OBS_PROMAPI_INVALID_OPTION`.
 */
export async function serve(options: ServeOptions = {}): Promise<ApiServer> {
  const api = createPrometheusApi(options);
  const server = createServer(
    { maxHeaderSize: 16 * 1024, headersTimeout: 10_000, requestTimeout: 10_000 },
    toNodeListener(api.handler),
  );
  server.on('clientError', (_error, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: options.host ?? 'localhost', port: options.port ?? 9465 }, resolve);
  });
  const { port, address, family } = server.address() as AddressInfo;
  const close = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const cut = setTimeout(() => server.closeAllConnections(), 1_000);
    await closed;
    clearTimeout(cut);
    api.close();
  };
  return { url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`, port, close };
}
