import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Step } from './app.ts';

/**
 * The client of `apps/grpc.proto`: each kind of method, with success and with an error; and then the
 * application makes the same calls to itself, as a client.
 */
export function grpcCalls(apps: string): Step {
  return {
    what: 'gRPC calls',
    // They are no HTTP server requests.
    requests: 0,
    async send({ host, port }) {
      const require = createRequire(join(apps, 'x.cjs'));
      const { callAll, unary } = require(join(apps, 'grpc-client.cjs'));
      const { client, heard } = await callAll(`${host}:${port}`);
      const relayed = await unary((done: unknown) => client.relay({}, done));
      client.close();
      return { status: 0, headers: [], body: JSON.stringify([heard, relayed]) };
    },
  };
}

/** What the application counts of that, under side, method and status. */
export const grpcCounts: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    ['Hello', 'Join', 'Count', 'Echo'].flatMap((method) =>
      ['OK', 'INVALID_ARGUMENT'].flatMap((status) => [
        [`server compat.Greeter/${method} ${status}`, 2],
        [`client compat.Greeter/${method} ${status}`, 1],
      ]),
    ),
  ),
  'server compat.Greeter/Relay OK': 1,
};
