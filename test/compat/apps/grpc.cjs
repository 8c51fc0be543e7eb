const { join } = require('node:path');
const { Server, ServerCredentials, loadPackageDefinition, status } = require('@grpc/grpc-js');
const { loadSync } = require('@grpc/proto-loader');

const { compat } = loadPackageDefinition(loadSync(join(__dirname, 'grpc.proto')));
const server = new Server();
server.addService(compat.Greeter.service, {
  hello({ request: { name } }, done) {
    if (name === '') done({ code: status.INVALID_ARGUMENT, details: 'a name is needed' });
    else done(null, { text: `hello ${name}` });
  },
  count(call) {
    for (const text of ['one', 'two', 'three']) call.write({ text });
    call.end();
  },
});
const address = `127.0.0.1:${process.env.PORT}`;
server.bindAsync(address, ServerCredentials.createInsecure(), () => {});
process.once('SIGTERM', () => server.tryShutdown(() => console.log('shut down')));
