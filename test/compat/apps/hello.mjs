import { createServer } from 'node:http';

createServer((request, response) => response.end(request.url)).listen(
  process.env.PORT,
  '127.0.0.1',
);
