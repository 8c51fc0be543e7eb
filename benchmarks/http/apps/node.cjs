const { createServer } = require('node:http');
const { answered } = require('./answered.cjs');
const server = createServer((_request, response) => {
  answered();
  response.end('hello world');
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
