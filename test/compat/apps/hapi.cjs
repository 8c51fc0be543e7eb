const hapi = require('@hapi/hapi');

const server = hapi.server({ port: Number(process.env.PORT), host: '127.0.0.1' });
server.route([
  { method: 'GET', path: '/rooms/{room}', handler: ({ params }) => params },
  { method: 'POST', path: '/rooms', handler: ({ payload }, h) => h.response(payload).code(201) },
]);
server.start();
process.on('SIGTERM', async () => {
  await server.stop({ timeout: 1000 });
  console.log('stopped');
  process.exit(3);
});
