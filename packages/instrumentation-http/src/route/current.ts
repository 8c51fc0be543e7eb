import type { IncomingMessage } from 'node:http';

let isFollowed = false;
let current: IncomingMessage | undefined;

/** From now on the request that came last is remembered: some routers know it no other way. */
export function followCurrentRequest(): void {
  isFollowed = true;
}

/** Called when a request comes. Nothing is kept unless somebody follows. */
export function requestCame(request: IncomingMessage): void {
  if (isFollowed) current = request;
}

/** Called when a request has ended, so that it is not held. */
export function requestEnded(request: IncomingMessage): void {
  if (current === request) current = undefined;
}

/** The request whose `request` event is being handled, or was handled last. */
export function currentRequest(): IncomingMessage | undefined {
  return current;
}
