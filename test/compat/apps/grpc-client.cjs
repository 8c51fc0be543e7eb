const { join } = require('node:path');
const { credentials, loadPackageDefinition } = require('@grpc/grpc-js');
const { loadSync } = require('@grpc/proto-loader');

const { compat } = loadPackageDefinition(loadSync(join(__dirname, 'grpc.proto')));

/** Calls each kind of method twice: with a name, and without one, which fails. */
async function callAll(address) {
  const client = new compat.Greeter(address, credentials.createInsecure());
  const heard = [];
  for (const name of ['ada', '']) {
    heard.push(await unary((done) => client.hello({ name }, done)));
    heard.push(await unary((done) => client.join(done).end({ name })));
    heard.push(await stream(client.count({ name })));
    const echo = client.echo();
    echo.end({ name });
    heard.push(await stream(echo));
  }
  return { client, heard };
}

function unary(call) {
  return new Promise((resolve) => {
    call((error, answer) => resolve(error?.details ?? answer.text));
  });
}

function stream(call) {
  const texts = [];
  return new Promise((resolve) => {
    call.on('data', ({ text }) => texts.push(text));
    call.on('error', ({ details }) => resolve(details));
    call.on('end', () => resolve(texts.join()));
  });
}

module.exports = { callAll, compat, unary };
