import { type Lane, oddRequests, request, type Scenario, type VoiceSession } from './scenario.ts';

/** `seconds` is the least time that the client's answer to the ping takes. */
const sessions: readonly (Omit<VoiceSession, 'kind'> & { name: string })[] = [
  { name: 'a session that sounds bad', frames: 40, lose: [3, 4, 5, 20, 21, 39] },
  { name: 'a session over a slow line', frames: 20, pongMillis: 60 },
  { name: 'a session from the other side of the world', frames: 20, pongMillis: 320 },
  { name: 'a session that nobody speaks in', frames: 0 },
  { name: 'a session that sounds well', frames: 50 },
];

function session({ name, ...step }: (typeof sessions)[number]): Scenario {
  return {
    name: `duplex: ${name}`,
    steps: [{ kind: 'voice-session', ...step }],
    effects: [
      { what: 'session' },
      { what: 'rtt', seconds: (step.pongMillis ?? 0) / 1000 },
      // Jitter is real: how well it sounds depends on the machine too.
      { what: 'audio-quality', least: 1, most: 5 },
    ],
  };
}

export const duplex: Lane = {
  name: 'duplex',
  scenarios: () => [
    ...sessions.map(session),
    {
      name: 'duplex: the list of sessions',
      steps: [
        request('duplex', 'GET', '/sessions', 200),
        request('duplex', 'HEAD', '/sessions', 200),
        request('duplex', 'POST', '/sessions', 405, {}, { route: 'unmatched' }),
      ],
      effects: [],
    },
    oddRequests('duplex', ['GET', 'CONNECT', 'PROPFIND']),
  ],
};
