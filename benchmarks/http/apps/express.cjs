const express = require('express');
const { answered } = require('./answered.cjs');
const app = express();
app.get('/hello/:name', (request, response) => {
  answered();
  response.send(`hello ${request.params.name}`);
});
const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));
