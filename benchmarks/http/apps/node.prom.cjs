const { createServer } = require('node:http');
const { answered } = require('./answered.cjs');
const { begin, end } = require('./prom-metrics.cjs');
const server = createServer((request, response) => {
  const begun = begin();
  response.on('finish', () => end(begun, request.method, request.url, response.statusCode));
  answered();
  response.end('hello world');
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
