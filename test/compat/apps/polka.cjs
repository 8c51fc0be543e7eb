const polka = require('polka');

polka()
  .get('/users/:id', (request, response) => response.end(`user ${request.params.id}`))
  .listen(Number(process.env.PORT), '127.0.0.1');
