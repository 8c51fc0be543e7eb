const { Server, ServerCredentials, status } = require('@grpc/grpc-js');
const { callAll, compat } = require('./grpc-client.cjs');

const address = `127.0.0.1:${process.env.PORT}`;
const nameless = { code: status.INVALID_ARGUMENT, details: 'a name is needed' };

function greet(name, done) {
  if (name === '') done(nameless);
  else done(null, { text: `hello ${name}` });
}

const server = new Server();
server.addService(compat.Greeter.service, {
  hello: ({ request }, done) => greet(request.name, done),
  join(call, done) {
    const names = [];
    call.on('data', ({ name }) => names.push(name)).on('end', () => greet(names.join(), done));
  },
  count(call) {
    if (call.request.name === '') return call.emit('error', nameless);
    for (const text of ['one', 'two', 'three']) call.write({ text });
    call.end();
  },
  echo(call) {
    call.on('data', ({ name }) => {
      if (name === '') call.emit('error', nameless);
      else call.write({ text: name });
    });
    call.on('end', () => call.end());
  },
  async relay(_call, done) {
    const { client, heard } = await callAll(address);
    client.close();
    done(null, { text: heard.join() });
  },
});
server.bindAsync(address, ServerCredentials.createInsecure(), () => {});
process.once('SIGTERM', () => server.tryShutdown(() => console.log('shut down')));
