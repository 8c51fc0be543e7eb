const { randomUUID } = require('node:crypto');
const { gateway: recorder } = require('@obs/recorders/gateway');
const { Router } = require('express');

const base = process.env.OAUTH_URL ?? process.env.LINEAR_URL ?? 'http://localhost:8095';
const providers = { linear: `${base}/linear/oauth`, github: `${base}/github/oauth` };

/** Flows that were begun, by their state; the oldest is forgotten first. */
const begun = new Map();
const mostBegun = 1000;
const lifeMillis = 10 * 60 * 1000;

const router = Router();

router.param('provider', (_request, response, next, provider) => {
  if (Object.hasOwn(providers, provider)) next();
  else response.status(404).json({ error: `${provider} is no provider` });
});

router.get('/:provider/authorize', (request, response) => {
  const state = randomUUID();
  if (begun.size >= mostBegun) begun.delete(begun.keys().next().value);
  begun.set(state, Date.now());
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'gateway-mcp',
    redirect_uri: `${request.protocol}://${request.get('host')}${request.baseUrl}/${request.params.provider}/callback`,
    state,
  });
  response.redirect(`${providers[request.params.provider]}/authorize?${query}`);
});

router.get('/:provider/callback', async (request, response) => {
  const { code, error, state } = request.query;
  const since = begun.get(state);
  // Not a flow of ours, or one that has ended: nothing that could end now.
  if (since === undefined) return response.status(400).json({ error: 'unknown state' });
  begun.delete(state);
  const { provider } = request.params;
  const isLate = Date.now() - since > lifeMillis;
  const outcome = isLate ? 'expired' : await outcomeOf(provider, code, error);
  recorder.recordOauthFlow({ provider, outcome });
  const status = { completed: 200, denied: 403, expired: 410, error: 502 }[outcome];
  response.status(status).json({ provider, outcome });
});

/** Ends a flow: exchanges the code for a token. */
async function outcomeOf(provider, code, error) {
  if (error === 'access_denied') return 'denied';
  try {
    const response = await fetch(`${providers[provider]}/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'authorization_code', code: String(code) }),
      signal: AbortSignal.timeout(5000),
    });
    if (response.ok) return 'completed';
    const body = await response.json();
    // RFC 6749, 5.2: the code is invalid or has expired.
    return body.error === 'invalid_grant' ? 'expired' : 'error';
  } catch {
    return 'error';
  }
}

module.exports = { oauth: router };
