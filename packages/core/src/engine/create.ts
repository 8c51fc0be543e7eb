import { environmentResource } from '../config/resource.js';
import type { Variables } from '../config/variables.js';
import type { Log } from '../log.js';
import { disabledEngine } from './disabled.js';
import type { MetricsEngine } from './engine.js';
import { ObsEngine } from './obs.js';
import { OfficialEngine } from './official.js';

/** The engine that the environment names: the only moment at which it can be chosen is import. */
export function createEngine(variables: Variables, log: Log): MetricsEngine {
  if (variables.log !== undefined) log.level = variables.log;
  if (variables.disabled) return disabledEngine();
  const resource = environmentResource();
  return variables.engine === 'obs'
    ? new ObsEngine(resource)
    : new OfficialEngine(resource, { delta: variables.deltaTemporality });
}
