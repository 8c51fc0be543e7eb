// One process with a gRPC server and its client, so that a call costs what both sides cost and nothing
// waits for another processor. BENCH_SUBJECT names what is set up before grpc-js is loaded; for each
// message `{ seconds, concurrency }` it makes unary calls for so long and says how many.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const subject = process.env.BENCH_SUBJECT;
if (subject !== undefined) {
  await import(fileURLToPath(new URL(`./subjects/${subject}.mjs`, import.meta.url)));
}
// The official instrumentation does not see what `import` loads.
const grpc = createRequire(import.meta.url)('@grpc/grpc-js');

const bytes = { serialize: (value) => value, deserialize: (value) => value };
const definition = {
  Echo: {
    path: '/bench.v1.Echo/Echo',
    requestStream: false,
    responseStream: false,
    requestSerialize: bytes.serialize,
    requestDeserialize: bytes.deserialize,
    responseSerialize: bytes.serialize,
    responseDeserialize: bytes.deserialize,
  },
};
const server = new grpc.Server();
server.addService(definition, { Echo: (call, callback) => callback(null, call.request) });
const port = await new Promise((resolve, reject) =>
  server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
    error ? reject(error) : resolve(bound),
  ),
);
const Client = grpc.makeClientConstructor(definition, 'Echo');
const client = new Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
const message = Buffer.alloc(100, 'x');

function callUntil(end, counted) {
  return new Promise((resolve, reject) => {
    const next = () => {
      if (performance.now() >= end) {
        resolve();
        return;
      }
      client.Echo(message, (error) => {
        if (error) reject(error);
        else {
          counted.calls += 1;
          next();
        }
      });
    };
    next();
  });
}

process.on('message', async ({ seconds, concurrency }) => {
  const counted = { calls: 0 };
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const end = begun + seconds * 1000;
  await Promise.all(Array.from({ length: concurrency }, () => callUntil(end, counted)));
  const took = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const { calls } = counted;
  process.send({ calls, callsPerSecond: calls / took, micros: (user + system) / calls });
});
process.on('disconnect', () => process.exit());
process.send('ready');
