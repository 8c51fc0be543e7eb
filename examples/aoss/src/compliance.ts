import type { AgentType, Plan } from './plan.ts';

/** Commands that nobody may run, and commands that are another agent's business. */
const forbidden = [/\brm -rf \//, /\bmkfs\b/, /\bdrop database\b/i];
const reserved: readonly (readonly [RegExp, AgentType])[] = [
  [/\biptables\b/, 'network'],
  [/\bvacuum\b/i, 'database'],
];

/** Why a plan may not be carried out, or `undefined` when it may. */
export function objection({ agentType, steps }: Plan): string | undefined {
  for (const { command } of steps) {
    if (forbidden.some((pattern) => pattern.test(command))) return `"${command}" is forbidden`;
    const owner = reserved.find(([pattern]) => pattern.test(command))?.[1];
    if (owner !== undefined && owner !== agentType) return `"${command}" is for ${owner} agents`;
  }
  return undefined;
}
