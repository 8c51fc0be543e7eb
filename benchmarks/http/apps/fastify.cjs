const fastify = require('fastify')();
const { answered } = require('./answered.cjs');
fastify.get('/hello/:name', async (request) => {
  answered();
  return `hello ${request.params.name}`;
});
fastify.listen({ port: 0, host: '127.0.0.1' }).then(() => {
  console.log(fastify.server.address().port);
});
