import type { Account, Effect, Sent } from '../account/effects.ts';
import { FleetError } from '../errors.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { aoss } from './aoss.ts';
import { Client } from './client.ts';
import { duplex } from './duplex.ts';
import { executives } from './executives.ts';
import { gateway } from './gateway.ts';
import { governance } from './governance.ts';
import { jeevesGateway } from './jeeves-gateway.ts';
import { jeevesOrchestrator } from './jeeves-orchestrator.ts';
import { orchestrator } from './orchestrator.ts';
import type { Kept, Lane, Scenario } from './scenario.ts';
import { httpEffects, sendStep } from './send.ts';
import { state } from './state.ts';

const lanes: readonly Lane[] = [
  executives,
  governance,
  duplex,
  jeevesGateway,
  jeevesOrchestrator,
  aoss,
  gateway,
  orchestrator,
  state,
];

export interface DriveOptions {
  /** Number of the round, 1 and up: makes its ids its own. A round is sent once to a fleet. */
  readonly round: number;
  /** Told when a scenario has been sent. */
  readonly onSent?: (sent: Sent) => void;
}

/**
 * Sends one round of mixed traffic, always the same: successes, failures and slow requests of every
 * service, about 150 requests in 4 seconds. Two rounds leave exactly twice behind what one does.
 *
 * @returns the exact account of what was sent and what it left behind. All of it has been recorded
 *   by the services when the promise resolves.
 * @throws FleetError when a service answers otherwise than it should.
 */
export async function drive(fleet: Fleet, { round, onSent }: DriveOptions): Promise<Account> {
  const client = new Client();
  try {
    const sent = await Promise.all(
      lanes.map((lane) => driveLane(lane.scenarios(round), fleet, client, onSent)),
    );
    return sent.flat();
  } finally {
    client.close();
  }
}

/** What a round leaves behind, without sending it. */
export function effectsOfRound(round: number): Effect[] {
  return lanes.flatMap((lane) => lane.scenarios(round)).flatMap(effectsOf);
}

function effectsOf({ steps, effects }: Scenario): Effect[] {
  return [...steps.flatMap(httpEffects), ...effects];
}

async function driveLane(
  scenarios: readonly Scenario[],
  fleet: Fleet,
  client: Client,
  onSent: DriveOptions['onSent'],
): Promise<Sent[]> {
  const account: Sent[] = [];
  for (const scenario of scenarios) {
    const begun = performance.now();
    const kept: Kept = {};
    for (const step of scenario.steps) {
      try {
        await sendStep(step, fleet, client, kept);
      } catch (error) {
        throw new FleetError(`"${scenario.name}" went wrong: ${(error as Error).message}`, {
          cause: error,
        });
      }
    }
    const sent: Sent = {
      scenario: scenario.name,
      seconds: (performance.now() - begun) / 1000,
      effects: effectsOf(scenario),
    };
    account.push(sent);
    onSent?.(sent);
  }
  return account;
}
