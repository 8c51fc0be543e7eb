const { health } = require('@obs/core');
const express = require('express');
const listen = require('../listen.js');
const database = require('./database.js');
const { createWorkflow, findWorkflow, moveWorkflow } = require('./workflows.js');

const app = express();
app.use(express.json());

app.post('/workflows', (request, response) => {
  const { kind } = request.body ?? {};
  if (typeof kind !== 'string') return response.status(400).json({ error: 'kind is missing' });
  response.status(201).json(createWorkflow(kind));
});

app.get('/workflows/:id', (request, response) => {
  const workflow = findWorkflow(Number(request.params.id));
  if (workflow === undefined) return response.status(404).json({ error: 'no such workflow' });
  response.json(workflow);
});

app.post('/workflows/:id/transitions', (request, response) => {
  const { workflow, refusal } = moveWorkflow(Number(request.params.id), request.body?.to);
  if (refusal !== undefined) return response.status(409).json({ error: refusal });
  if (workflow === undefined) return response.status(404).json({ error: 'no such workflow' });
  response.json(workflow);
});

health.register('database', () => database.isOpen());
listen(app, 'state-persistence', 8008, () => database.close());
