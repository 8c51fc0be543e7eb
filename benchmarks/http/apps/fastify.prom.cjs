const fastify = require('fastify')();
const { answered } = require('./answered.cjs');
const { begin, end } = require('./prom-metrics.cjs');
fastify.decorateRequest('begun', 0);
fastify.addHook('onRequest', (request, _reply, done) => {
  request.begun = begin();
  done();
});
fastify.addHook('onResponse', (request, reply, done) => {
  end(request.begun, request.method, request.routeOptions.url ?? 'unmatched', reply.statusCode);
  done();
});
fastify.get('/hello/:name', async (request) => {
  answered();
  return `hello ${request.params.name}`;
});
fastify.listen({ port: 0, host: '127.0.0.1' }).then(() => {
  console.log(fastify.server.address().port);
});
