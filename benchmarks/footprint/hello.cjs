// Says how long it took from the start of the process until it listens, then goes away.
const { createServer } = require('node:http');
const server = createServer((_request, response) => response.end('hello world'));
server.listen(0, '127.0.0.1', () => {
  const { user, system } = process.cpuUsage();
  process.stdout.write(`${performance.now()} ${(user + system) / 1000}\n`);
  process.kill(process.pid, 'SIGKILL');
});
