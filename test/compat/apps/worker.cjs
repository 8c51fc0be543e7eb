// The server is in the main thread; a worker thread does something else.
const { createServer } = require('node:http');
const { Worker, isMainThread } = require('node:worker_threads');
if (isMainThread) {
  new Worker(__filename).on('exit', () => {
    createServer((request, response) => response.end(request.url)).listen(
      process.env.PORT,
      '127.0.0.1',
    );
  });
}
