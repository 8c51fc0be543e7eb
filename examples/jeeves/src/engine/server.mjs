import * as grpc from '@grpc/grpc-js';
import { EngineService } from '../engine-service.cjs';
import { recorder } from './providers.mjs';
import { service } from './service.mjs';

const port = Number(process.env.GRPC_PORT ?? 50051);

const server = new grpc.Server({
  // Recovery, metrics, logging, in this order from the network to the handlers.
  interceptors: recorder.grpcServerInterceptors(grpc, {
    log({ method, status, durationSeconds }) {
      if (process.env.LOG_CALLS) console.log(`${method} ${status} ${durationSeconds.toFixed(3)} s`);
    },
  }),
});
server.addService(EngineService.service, recorder.recoverGrpcHandlers(service));

server.bindAsync(`0.0.0.0:${port}`, grpc.ServerCredentials.createInsecure(), (error, bound) => {
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
