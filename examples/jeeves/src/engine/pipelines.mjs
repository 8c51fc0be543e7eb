import { agents } from './agents.mjs';
import { EngineError } from './errors.mjs';

const mostPipelines = 100;

/** @type {Map<string, { agents: string[], version: number, settings: object }>} */
const pipelines = new Map([
  ['default-pipeline', { agents: ['intake', 'planner', 'writer', 'critic'], version: 1 }],
  ['quick-answer', { agents: ['intake', 'writer'], version: 1 }],
  ['draft', { agents: [], version: 1 }],
]);

/** @throws EngineError */
export function find(name) {
  const pipeline = pipelines.get(name);
  if (pipeline === undefined) throw new EngineError('NOT_FOUND', `there is no pipeline ${name}`);
  return pipeline;
}

/** @throws EngineError */
export function create({ name, agents: names, settings }) {
  if (pipelines.has(name)) throw new EngineError('ALREADY_EXISTS', `${name} is there already`);
  if (pipelines.size >= mostPipelines) {
    throw new EngineError('RESOURCE_EXHAUSTED', `${mostPipelines} pipelines are the most`);
  }
  checkAgents(names);
  pipelines.set(name, { agents: names, version: 1, settings });
}

/** @throws EngineError `ABORTED` when somebody else has changed it since the caller read it */
export function update({ name, agents: names, version, settings }) {
  const pipeline = find(name);
  if (pipeline.version !== version) {
    throw new EngineError('ABORTED', `${name} is at version ${pipeline.version} by now`);
  }
  checkAgents(names);
  pipelines.set(name, { agents: names, version: version + 1, settings });
}

/** @throws EngineError */
export function remove(name) {
  find(name);
  pipelines.delete(name);
}

function checkAgents(names) {
  const unknown = names.find((name) => !Object.hasOwn(agents, name));
  if (unknown !== undefined) throw new EngineError('INVALID_ARGUMENT', `no agent is ${unknown}`);
}
