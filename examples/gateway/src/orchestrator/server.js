const express = require('express');
const listen = require('../listen.js');
const { decide, rejectAll } = require('./approvals.js');
const tasks = require('./tasks.js');

const app = express();
app.use(express.json());

/** 201 with the result, or 202 when a human has to decide first. */
app.post('/tasks', async (request, response) => {
  if (typeof request.body?.goal !== 'string') {
    return response.status(400).json({ error: 'goal is missing' });
  }
  const task = await tasks.begin(request.body);
  const { id, agent } = task;
  const result = await task.paused;
  if (result === undefined) response.status(202).json({ id, agent, approval: `/approvals/${id}` });
  else response.status(201).json({ id, agent, ...result });
});

/** Answers when the task has ended. */
app.get('/tasks/:id/result', async (request, response) => {
  const task = tasks.find(Number(request.params.id));
  if (task === undefined) return response.status(404).json({ error: 'no such task' });
  response.json({ id: task.id, agent: task.agent, ...(await task.done) });
});

app.post('/approvals/:id', (request, response) => {
  const { decision } = request.body ?? {};
  if (decision !== 'approved' && decision !== 'rejected') {
    return response.status(400).json({ error: 'decision is approved or rejected' });
  }
  if (!decide(Number(request.params.id), decision)) {
    return response.status(404).json({ error: 'nobody waits for that' });
  }
  response.status(204).end();
});

listen(app, 'orchestrator', 8001);
process.once('SIGTERM', rejectAll);
process.once('SIGINT', rejectAll);
