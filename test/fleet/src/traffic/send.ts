import { setTimeout as sleep } from 'node:timers/promises';
import type { Effect } from '../account/effects.ts';
import { FleetError } from '../errors.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Answer, Client } from './client.ts';
import type { HangUp, Kept, OauthFlow, Request, Step, VoiceSession } from './scenario.ts';
import { talk } from './voice.ts';

type Sender<S extends Step> = (step: S, fleet: Fleet, client: Client, kept: Kept) => Promise<void>;

const senders: { readonly [K in Step['kind']]: Sender<Extract<Step, { kind: K }>> } = {
  request: sendRequest,
  'voice-session': sendVoice,
  'oauth-flow': sendOauth,
  'hang-up': sendHangUp,
};

/** Does one step. @throws FleetError when another status comes back than the step says */
export function sendStep(step: Step, fleet: Fleet, client: Client, kept: Kept): Promise<void> {
  return (senders[step.kind] as Sender<Step>)(step, fleet, client, kept);
}

/** The HTTP requests that a step is counted as. */
export function httpEffects(step: Step): Effect[] {
  const http = (service: Request['service'], route: string, status: number, method = 'GET') =>
    ({ what: 'http', service, method, route, status }) as const;
  switch (step.kind) {
    case 'request': {
      const { service, method, route, status, seconds = 0 } = step;
      return [{ ...http(service, route, status, countedMethod(method)), seconds }];
    }
    case 'voice-session':
      return [http('duplex', '/session', 101)];
    case 'oauth-flow':
      return [
        http('gateway', '/oauth/:provider/authorize', 302),
        http('gateway', '/oauth/:provider/callback', step.status),
      ];
    case 'hang-up':
      // The status was sent before the reader hung up.
      return [http(step.service, step.route, 200, 'POST')];
  }
}

/** Methods that HTTP does not define share one label value. */
function countedMethod(method: string): string {
  return method === 'PROPFIND' ? '_OTHER' : method;
}

async function sendRequest(step: Request, fleet: Fleet, client: Client, kept: Kept) {
  const { service, method, body, headers = {}, status, keep = {}, pauseMillis } = step;
  if (pauseMillis !== undefined) await sleep(pauseMillis);
  const path = step.path.replace(/\{(\w+)\}/g, (_, name: string) => kept[name] as string);
  const url = fleet.url(service);
  const answer = await (method === 'CONNECT'
    ? client.send(method, url, { target: path })
    : client.send(method, `${url}${path}`, { body, headers }));
  expect(`${method} ${path}`, answer, status);
  for (const [field, name] of Object.entries(keep)) {
    kept[name] = String(JSON.parse(answer.body)[field]);
  }
}

async function sendVoice(step: VoiceSession, fleet: Fleet) {
  await talk(`${fleet.url('duplex').replace('http', 'ws')}/session`, step);
}

async function sendOauth({ provider, login, status }: OauthFlow, fleet: Fleet, client: Client) {
  const begin = await client.send('GET', `${fleet.url('gateway')}/oauth/${provider}/authorize`);
  expect('the begin of the flow', begin, 302);
  const agreed = await client.send('GET', `${begin.headers.location}&login=${login}`);
  expect("the provider's page", agreed, 302);
  expect('the callback', await client.send('GET', agreed.headers.location as string), status);
}

async function sendHangUp({ service, path, body }: HangUp, fleet: Fleet, client: Client) {
  const answer = await client.hangUp('POST', `${fleet.url(service)}${path}`, body);
  expect(`POST ${path}`, answer, 200);
}

function expect(what: string, { status, body }: Answer, wanted: number): void {
  if (status === wanted) return;
  throw new FleetError(`${what} was answered with ${status}, not ${wanted}: ${body.slice(0, 300)}`);
}
