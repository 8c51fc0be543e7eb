// Takes everything that is sent to it, and says so in few words.
const { createServer } = require('node:http');
const server = createServer((request, response) => {
  request.resume().on('end', () => response.end('{}'));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
