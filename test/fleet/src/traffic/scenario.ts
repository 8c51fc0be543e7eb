import type { Effect } from '../account/effects.ts';
import type { ServiceId } from '../fleet/services.ts';

/** Values that an earlier step of the same scenario has kept, for paths: `/tasks/{id}/result`. */
export type Kept = Record<string, string>;

/** One request and the status that must come back. */
export interface Request {
  readonly kind: 'request';
  readonly service: ServiceId;
  readonly method: string;
  /** `{name}` stands for a kept value. */
  readonly path: string;
  /** The route template under which the service counts it. */
  readonly route: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  /** Keeps fields of the JSON answer: `{ id: 'task' }` keeps `answer.id` as `task`. */
  readonly keep?: Readonly<Record<string, string>>;
  /** The least time that the service takes for it. */
  readonly seconds?: number;
  /** Waits so long before it is sent, as a human would. */
  readonly pauseMillis?: number;
}

/** A voice session: audio is sent and echoed, then a report is asked for. */
export interface VoiceSession {
  readonly kind: 'voice-session';
  readonly frames: number;
  /** Numbers of frames that get lost on the way. */
  readonly lose?: readonly number[];
  /** Milliseconds until the client answers the ping. */
  readonly pongMillis?: number;
}

/** A user's way through an OAuth flow, from the gateway to the provider and back. */
export interface OauthFlow {
  readonly kind: 'oauth-flow';
  readonly provider: string;
  readonly login: string;
  /** What the gateway answers in the end. */
  readonly status: number;
}

/** A streamed answer whose reader hangs up after the first line. */
export interface HangUp {
  readonly kind: 'hang-up';
  readonly service: ServiceId;
  readonly path: string;
  readonly route: string;
  readonly body: unknown;
}

export type Step = Request | VoiceSession | OauthFlow | HangUp;

/** Some steps, one after the other, and what they leave behind besides counted HTTP requests. */
export interface Scenario {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly effects: readonly Effect[];
}

/** Scenarios that run one after the other; lanes run side by side. */
export interface Lane {
  readonly name: string;
  /**
   * The scenarios of one round.
   *
   * @param round makes ids and keys of the round its own, so that a second round does the same again.
   */
  scenarios(round: number): readonly Scenario[];
}

type Options = Pick<Request, 'headers' | 'keep' | 'seconds' | 'pauseMillis'> & { route?: string };

/** A request whose route is its path unless it says otherwise. */
export function request(
  service: ServiceId,
  method: string,
  path: string,
  status: number,
  body?: unknown,
  { route = path, ...options }: Options = {},
): Request {
  return { kind: 'request', service, method, path, route, status, body, ...options };
}

/** Requests that no route matches, by each of these methods. */
export function oddRequests(service: ServiceId, methods: readonly string[]): Scenario {
  return {
    name: `${service}: what nobody serves`,
    steps: methods.map((method) =>
      method === 'CONNECT'
        ? request(service, method, 'example.org:443', 405, undefined, { route: 'unmatched' })
        : request(service, method, '/nowhere', 404, undefined, { route: 'unmatched' }),
    ),
    effects: [],
  };
}

/** A UUID of a round's own. */
export function uuidOf(round: number, number: number): string {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  return `${hex(round, 8)}-0000-4000-8000-${hex(number, 12)}`;
}
