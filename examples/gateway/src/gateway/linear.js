const { gateway: recorder } = require('@obs/recorders/gateway');

const url = process.env.LINEAR_URL ?? 'http://localhost:8095';

/** Linear did not do what it was asked to. */
class LinearError extends Error {
  /** @param {number} status what the caller of the gateway gets */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

const documents = {
  issues: 'query issues($team: String!) { issues(team: $team) { nodes { id title state } } }',
  issueCreate:
    'mutation issueCreate($team: String!, $title: String!) ' +
    '{ issueCreate(team: $team, title: $title) { issue { id title state } } }',
  issueUpdate:
    'mutation issueUpdate($id: String!, $state: String!) ' +
    '{ issueUpdate(id: $id, state: $state) { issue { id title state } } }',
};

/**
 * One operation of Linear's GraphQL API.
 *
 * @param {keyof typeof documents} operation
 * @throws LinearError
 */
function callLinear(operation, variables) {
  return recorder.withLinearApiCall({ operation }, () => send(operation, variables));
}

async function send(operation, variables) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: process.env.LINEAR_KEY ?? '' },
    body: JSON.stringify({ operationName: operation, query: documents[operation], variables }),
    signal: AbortSignal.timeout(5000),
  });
  if (response.status === 429) throw new LinearError('Linear limits our rate', 429);
  if (!response.ok) throw new LinearError(`Linear answered ${response.status}`, 502);
  const { data, errors } = await response.json();
  // GraphQL tells its errors with status 200.
  if (errors !== undefined) throw new LinearError(errors[0].message, 422);
  return data[operation];
}

module.exports = { callLinear, LinearError };
