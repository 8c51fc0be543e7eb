import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Step } from './app.ts';

/** The client of `apps/grpc.proto`: a unary call that succeeds, one that fails, and a stream. */
export function grpcCalls(apps: string): Step {
  return {
    what: 'gRPC calls',
    // They are no HTTP server requests.
    requests: 0,
    async send({ host, port }) {
      const require = createRequire(join(apps, 'x.cjs'));
      const grpc = require('@grpc/grpc-js');
      const definition = require('@grpc/proto-loader').loadSync(join(apps, 'grpc.proto'));
      const { Greeter } = grpc.loadPackageDefinition(definition).compat;
      const client = new Greeter(`${host}:${port}`, grpc.credentials.createInsecure());
      const heard: unknown[] = [];
      for (const name of ['ada', '']) {
        await new Promise<void>((done) => {
          client.hello({ name }, (error: { details: string } | null, answer: unknown) => {
            heard.push(error?.details ?? answer);
            done();
          });
        });
      }
      await new Promise((done, fail) => {
        const call = client.count({ name: 'ada' });
        call.on('data', (answer: unknown) => heard.push(answer));
        call.on('end', done).on('error', fail);
      });
      client.close();
      return { status: 0, headers: [], body: JSON.stringify(heard) };
    },
  };
}
