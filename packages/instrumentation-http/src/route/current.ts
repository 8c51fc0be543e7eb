import type { IncomingMessage } from 'node:http';

let isFollowed = false;
let current: IncomingMessage | undefined;

/** From now on the request that came last is remembered: some routers know it no other way. */
export function followCurrentRequest(): void {
  isFollowed = true;
}

/** Whether anybody wants to know. */
export function isFollowing(): boolean {
  return isFollowed;
}

/** Called when a request comes. Nothing is kept unless somebody follows. */
export function requestCame(request: IncomingMessage): void {
  if (isFollowed) current = request;
}

/** Called when a request, or the stream of one, has ended, so that it is not held. */
export function requestEnded(request: object): void {
  if (current === undefined) return;
  if (current === request || (current as { stream?: object }).stream === request)
    current = undefined;
}

/** The request whose `request` event is being handled, or was handled last. */
export function currentRequest(): IncomingMessage | undefined {
  return current;
}
