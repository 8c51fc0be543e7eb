const express = require('express');
const { answered } = require('./answered.cjs');
const { begin, end } = require('./prom-metrics.cjs');
const app = express();
app.use((request, response, next) => {
  const begun = begin();
  response.on('finish', () =>
    end(begun, request.method, request.route?.path ?? 'unmatched', response.statusCode),
  );
  next();
});
app.get('/hello/:name', (request, response) => {
  answered();
  response.send(`hello ${request.params.name}`);
});
const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));
