import type { IncomingMessage, Server } from 'node:http';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';

const ownRequest = Symbol.for('@obs/own-request');
const ownServer = Symbol.for('@obs/own-server');

type Marked = { readonly [key: symbol]: unknown };

/** The official instrumentation of `node:http` and `node:https`; scrapes of this process make no spans. */
export function httpInstrumentation(): HttpInstrumentation {
  return new HttpInstrumentation({ ignoreIncomingRequestHook: isOwn });
}

function isOwn(request: IncomingMessage): boolean {
  const { server } = request.socket as { server?: Server };
  return (
    (request as unknown as Marked)[ownRequest] === true ||
    (server as unknown as Marked | undefined)?.[ownServer] === true
  );
}
