import { Server, ServerCredentials } from '@grpc/grpc-js';
import { EngineService } from '../engine-service.cjs';
import { service } from './service.mjs';

const port = Number(process.env.GRPC_PORT ?? 50051);

const server = new Server();
server.addService(EngineService.service, service);

server.bindAsync(`0.0.0.0:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
  if (error) {
    console.error(`the engine cannot listen on port ${port}: ${error.message}`);
    process.exitCode = 1;
    return;
  }
  console.log(`engine listening on port ${bound}`);
});
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => {
    // Calls in flight may end; after three seconds they have to.
    const timer = setTimeout(() => server.forceShutdown(), 3000);
    server.tryShutdown(() => clearTimeout(timer));
  });
}
