import { nearest } from './nearest.js';
import { isServiceLink } from './service-link.js';
import { knownVariables } from './variables.js';

/**
 * What Kubernetes puts into every container of a namespace with a Service that is named `obs` or
 * `obs-...`: nobody wrote these.
 */
const ofService =
  /_SERVICE_HOST$|_SERVICE_PORT(_[A-Z0-9_]+)?$|_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/;

/** More lines than this say nothing more; other software has variables of this prefix too. */
const mostLines = 5;

/**
 * A line for every `OBS_*` variable that nothing here reads, naming the nearest known one: a
 * misspelt variable is otherwise silent. Values are never shown, they may be secrets.
 */
export function unknownVariables(env: NodeJS.ProcessEnv): string[] {
  const unknown = Object.keys(env).filter(
    (name) =>
      name.startsWith('OBS_') &&
      !Object.hasOwn(knownVariables, name) &&
      !ofService.test(name) &&
      !isServiceLink(env[name]),
  );
  const lines = unknown
    .slice(0, mostLines)
    .map(
      (name) =>
        `the variable ${name} is not known; did you mean ${nearest(name, Object.keys(knownVariables))}?`,
    );
  const more = unknown.length - lines.length;
  return more > 0 ? [...lines, `${more} more OBS_* variables are not known`] : lines;
}
