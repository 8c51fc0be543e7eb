// Two workers share the application's port.
const cluster = require('node:cluster');
const { createServer } = require('node:http');
if (cluster.isPrimary) {
  for (let i = 0; i < 2; i++) cluster.fork();
  process.on('SIGTERM', () => {
    for (const worker of Object.values(cluster.workers)) worker.kill();
    process.exit(0);
  });
} else {
  createServer((request, response) => response.end(request.url)).listen(
    process.env.PORT,
    '127.0.0.1',
  );
}
