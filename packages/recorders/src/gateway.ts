import { instruments } from '@obs/core';
import { gateway as catalog } from '@obs/semconv';
import { clockOf, type RecorderOptions } from './shared/clock.js';
import { type Duration, secondsOf } from './shared/duration.js';
import { measure } from './shared/measure.js';
import { safely } from './shared/safely.js';

export type { Clock, RecorderOptions } from './shared/clock.js';
export type { Duration } from './shared/duration.js';

export type CallStatus = (typeof catalog.metrics.linearApiCalls.labels.status)[number];
export type OauthOutcome = (typeof catalog.metrics.oauthFlows.labels.outcome)[number];

/** Recorders of the tool gateway. None of them throws, whatever it is given. */
export interface Gateway {
  /** Records a call to the Linear API that ended. `operation` is the operation's name. */
  recordLinearApiCall(call: { operation: string; status: CallStatus } & Duration): void;
  /**
   * Calls the Linear API and records it: `error` when `work` throws, else `success`.
   *
   * @returns what `work` gives; rejects with what it throws.
   */
  withLinearApiCall<T>(labels: { operation: string }, work: () => T | PromiseLike<T>): Promise<T>;
  /** Records an OAuth flow that ended. `provider` is the provider's name. */
  recordOauthFlow(flow: { provider: string; outcome: OauthOutcome }): void;
}

/**
 * Makes recorders on the global meter.
 *
 * @throws RecorderError when an option is wrong.
 */
export function createGateway(options: RecorderOptions = {}): Gateway {
  const now = clockOf(options);
  const { linearApiCalls, linearApiDuration, oauthFlows } = instruments(catalog);
  const record = (operation: string, status: CallStatus, seconds: number) => {
    linearApiCalls.add(1, { operation, status });
    linearApiDuration.record(seconds, { operation });
  };
  return Object.freeze<Gateway>({
    recordLinearApiCall(call) {
      safely('gateway.recordLinearApiCall', () => {
        record(call.operation, call.status, secondsOf(call));
      });
    },
    withLinearApiCall(labels, work) {
      return measure(
        'gateway.withLinearApiCall',
        now,
        () => work(),
        ({ failed, seconds }) => record(labels.operation, failed ? 'error' : 'success', seconds),
        () => ({
          name: `linear ${labels.operation}`,
          attributes: { 'gateway.operation': labels.operation },
        }),
      );
    },
    recordOauthFlow(flow) {
      safely('gateway.recordOauthFlow', () => {
        oauthFlows.add(1, { provider: flow.provider, outcome: flow.outcome });
      });
    },
  });
}

/** Recorders with `performance.now` as their clock. */
export const gateway: Gateway = createGateway();
