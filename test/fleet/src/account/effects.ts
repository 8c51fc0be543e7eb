import type { ServiceId } from '../fleet/services.ts';

/**
 * What one piece of traffic leaves behind in a service, in the words of its domain. `seconds` is the
 * least that it took, known from what was asked for; 0 when not given.
 */
export type Effect =
  | {
      what: 'http';
      service: ServiceId;
      method: string;
      route: string;
      status: number;
      seconds?: number;
    }
  // executives, governance, duplex
  | { what: 'analysis'; executive: string; failed: boolean; seconds?: number }
  | { what: 'consensus'; score: number }
  | { what: 'deliberation'; seconds?: number }
  | { what: 'vote'; outcome: string }
  | { what: 'violation'; policy: string }
  | { what: 'session' }
  | { what: 'rtt'; seconds?: number }
  | { what: 'audio-quality'; least: number; most: number }
  // jeeves
  | { what: 'pipeline'; pipeline: string; status: string; seconds?: number }
  | { what: 'agent'; agent: string; status: string; seconds?: number }
  | { what: 'llm'; provider: string; model: string; status: string; seconds?: number }
  | {
      what: 'llm-tokens';
      provider: string;
      model: string;
      prompt: number;
      completion: number;
      usd: number;
    }
  | { what: 'grpc'; method: string; status: string; seconds?: number }
  | { what: 'orchestration'; outcome: string; seconds?: number }
  | { what: 'meta-validation'; outcome: string }
  | { what: 'retry'; reason: string }
  // aoss
  | { what: 'execution'; agentType: string; serverTag: string; status: string; seconds?: number }
  | { what: 'step'; agentType: string; status: string }
  | { what: 'execution-error'; agentType: string; errorType: string }
  | { what: 'self-healing'; agentType: string; success: boolean }
  | { what: 'compliance'; agentType: string; result: string }
  | { what: 'db-operation'; operation: string; status: string }
  // gateway, orchestrator, state-persistence
  | { what: 'linear'; operation: string; status: string; seconds?: number }
  | { what: 'oauth'; provider: string; outcome: string }
  | { what: 'task'; agent: string; outcome: string; seconds?: number }
  | { what: 'selection'; agent: string; reason: string }
  | { what: 'approval'; outcome: string; seconds?: number }
  | {
      what: 'plan-tokens';
      provider: string;
      model: string;
      prompt: number;
      completion: number;
      usd: number;
    }
  | { what: 'db-query'; operation: string }
  | { what: 'transition'; from: string; to: string }
  | { what: 'completion'; outcome: string };

/** A scenario that was sent, with everything that it left behind. */
export interface Sent {
  readonly scenario: string;
  /** From the first request to the last answer: no part of it took longer. */
  readonly seconds: number;
  readonly effects: readonly Effect[];
}

/** Everything that one or more rounds sent, in the order in which it ended. */
export type Account = readonly Sent[];
