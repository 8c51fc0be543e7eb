export const agentTypes = ['general', 'network', 'database', 'security'] as const;
export type AgentType = (typeof agentTypes)[number];

/** What an agent is to do on a server. */
export interface Plan {
  /** A UUID of the caller's choice, so that sending it twice is noticed; made up when left out. */
  readonly id?: string;
  readonly agentType: AgentType;
  /** The server that it works on. */
  readonly serverTag?: string;
  readonly steps: readonly Step[];
}

export interface Step {
  readonly command: string;
  /** How long the server takes for it. */
  readonly millis?: number;
  /** What goes wrong on the server, one after the other, before the command works. */
  readonly faults?: readonly Fault[];
}

export const faults = ['connection_error', 'timeout_error', 'disk_full', 'system_error'] as const;
export type Fault = (typeof faults)[number];

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const mostSteps = 20;

/** The plan in a request's body, or what is wrong with it. */
export function parsePlan(body: unknown): Plan | string {
  const { id, agentType, serverTag, steps } = (body ?? {}) as Partial<Plan>;
  if (id !== undefined && !uuid.test(id)) return 'id is not a UUID';
  if (!agentTypes.includes(agentType as AgentType)) {
    return `agentType is one of ${agentTypes.join(', ')}`;
  }
  if (serverTag !== undefined && (typeof serverTag !== 'string' || serverTag === '')) {
    return 'serverTag is not a name';
  }
  if (!Array.isArray(steps) || steps.length === 0 || steps.length > mostSteps) {
    return `there are 1 to ${mostSteps} steps`;
  }
  const mistaken = (steps as Partial<Step>[]).find(
    (step) =>
      typeof step?.command !== 'string' ||
      !(step.faults ?? []).every((fault) => faults.includes(fault)) ||
      !((step.millis ?? 0) >= 0 && (step.millis ?? 0) <= 10_000),
  );
  if (mistaken !== undefined) return `this is no step: ${JSON.stringify(mistaken)}`;
  return body as Plan;
}
