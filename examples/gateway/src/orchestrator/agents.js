/** Who can do what, with which tool of the gateway. */
const agents = {
  'issue-agent': { capability: 'issues', tool: 'linear_create_issue', needsApproval: false },
  'release-agent': { capability: 'release', tool: 'linear_move_issue', needsApproval: true },
  generalist: { capability: undefined, tool: 'word_count', needsApproval: false },
};

/**
 * The agent for a task, and why it: the caller named it, it has the capability, or nobody has.
 *
 * @returns {{ agent: string, reason: 'requested' | 'capability' | 'fallback' }}
 */
function selectAgent({ agent, capability }) {
  if (agent !== undefined && Object.hasOwn(agents, agent)) return { agent, reason: 'requested' };
  const able = Object.keys(agents).find(
    (name) => capability !== undefined && agents[name].capability === capability,
  );
  if (able !== undefined) return { agent: able, reason: 'capability' };
  return { agent: 'generalist', reason: 'fallback' };
}

module.exports = { agents, selectAgent };
