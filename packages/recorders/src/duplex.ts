import { instruments } from '@obs/core';
import { duplex as catalog } from '@obs/semconv';
import { secondsOfMillis } from './shared/duration.js';
import { lease, settleAfter } from './shared/lease.js';

/** A session that is open. */
export interface Session {
  /** Closes it: `duplex_sessions_active` goes down, once. */
  end(): void;
  /** Closes it if it is open; for `using`. */
  [Symbol.dispose](): void;
}

/** Recorders of duplex voice sessions. None of them throws, whatever it is given. */
export interface Duplex {
  /**
   * Records that a session was opened. It counts as active until `end()`, until the process shuts
   * down, or until nothing refers to the session any more.
   */
  startSession(): Session;
  /**
   * Runs a session: active while `work` runs, ended also when it throws.
   *
   * @returns what `work` gives; rejects with what it throws.
   */
  withSession<T>(work: (session: Session) => T | PromiseLike<T>): Promise<T>;
  /** Records a round trip to a session's client, in seconds. */
  recordRtt(seconds: number): void;
  /** Records a round trip to a session's client, in milliseconds. */
  recordRttMillis(millis: number): void;
  /** States the latest audio quality as a mean opinion score: 1, bad, to 5, excellent. */
  recordAudioQuality(score: number): void;
}

/** Makes recorders on the global meter. The session families exist at zero from here on. */
export function createDuplex(): Duplex {
  const { sessions, sessionsActive, rtt, audioQualityScore } = instruments(catalog);

  // Out here because of what lease() says of `finish`.
  const closeSession = () => sessionsActive.add(-1);
  const open = () => {
    const held = lease<void>('duplex session', closeSession, undefined);
    sessions.add(1);
    sessionsActive.add(1);
    const session = Object.freeze<Session>({
      end: () => held.end(),
      [Symbol.dispose]: () => held.settle(),
    });
    return { held, session };
  };

  return Object.freeze<Duplex>({
    startSession: () => open().session,
    withSession(work) {
      const { held, session } = open();
      return settleAfter(held, { success: undefined, failure: undefined }, () => work(session));
    },
    recordRtt(seconds) {
      rtt.record(seconds);
    },
    recordRttMillis(millis) {
      rtt.record(secondsOfMillis(millis));
    },
    recordAudioQuality(score) {
      audioQualityScore.record(score);
    },
  });
}

/** The recorders. */
export const duplex: Duplex = createDuplex();
