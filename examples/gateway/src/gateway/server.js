const express = require('express');
const listen = require('../listen.js');
const { LinearError } = require('./linear.js');
const { oauth } = require('./oauth.js');
const { tools } = require('./tools.js');

const app = express();
app.use(express.json());
app.use('/oauth', oauth);

app.get('/tools', (_request, response) => {
  response.json(
    Object.entries(tools).map(([name, { description, needs }]) => ({ name, description, needs })),
  );
});

app.post('/tools/:tool/invocations', async (request, response) => {
  const tool = Object.hasOwn(tools, request.params.tool) ? tools[request.params.tool] : undefined;
  if (tool === undefined) return response.status(404).json({ error: 'there is no such tool' });
  const given = request.body ?? {};
  const missing = tool.needs.filter((name) => typeof given[name] !== 'string');
  if (missing.length > 0) {
    return response.status(400).json({ error: `missing: ${missing.join(', ')}` });
  }
  response.json({ result: await tool.run(given) });
});

app.use((error, _request, response, next) => {
  if (response.headersSent) return next(error);
  const status = error instanceof LinearError ? error.status : (error.status ?? 500);
  if (status === 500) console.error(error);
  response.status(status).json({ error: status === 500 ? 'internal error' : error.message });
});

const server = listen(app, 'gateway-mcp', 8000);
// Without a listener Node would hang up without a word.
server.on('connect', (_request, socket) =>
  socket.end('HTTP/1.1 405 Method Not Allowed\r\nconnection: close\r\n\r\n'),
);
