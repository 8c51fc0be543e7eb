const { state: recorder } = require('@obs/recorders/state');
const { query } = require('./database.js');

/** Where a workflow may go from a state; nowhere from the last three. */
const next = {
  pending: ['running', 'cancelled'],
  running: ['waiting', 'completed', 'failed', 'cancelled'],
  waiting: ['running', 'cancelled'],
  completed: [],
  failed: [],
  cancelled: [],
};

function createWorkflow(kind) {
  const sql = 'INSERT INTO workflows (kind) VALUES (?) RETURNING id, kind, state';
  return query(sql, kind)[0];
}

function findWorkflow(id) {
  return query('SELECT id, kind, state FROM workflows WHERE id = ?', id)[0];
}

/** @returns {{ workflow?: object, refusal?: string }} neither when there is no such workflow */
function moveWorkflow(id, to) {
  const workflow = findWorkflow(id);
  if (workflow === undefined) return {};
  const from = workflow.state;
  if (!next[from].includes(to)) return { refusal: `a workflow cannot go from ${from} to ${to}` };
  query('UPDATE workflows SET state = ? WHERE id = ?', to, id);
  query('INSERT INTO history (workflow, state) VALUES (?, ?)', id, to);
  recorder.recordTransition({ from, to });
  // No way leads on from here: it has ended.
  if (next[to].length === 0) recorder.recordWorkflowCompletion({ outcome: to });
  return { workflow: { ...workflow, state: to } };
}

module.exports = { createWorkflow, findWorkflow, moveWorkflow };
