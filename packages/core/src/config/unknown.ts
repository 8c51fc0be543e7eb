import { distance } from 'fastest-levenshtein';
import { knownVariables } from './variables.js';

/**
 * A line for every `OBS_*` variable that nothing here reads, naming the nearest known one: a
 * misspelt variable is otherwise silent. Values are never shown, they may be secrets.
 */
export function unknownVariables(env: NodeJS.ProcessEnv): string[] {
  const known = Object.keys(knownVariables);
  return Object.keys(env)
    .filter((name) => name.startsWith('OBS_') && knownVariables[name] === undefined)
    .map((name) => {
      const nearest = known.reduce((best, candidate) =>
        distance(name, candidate) < distance(name, best) ? candidate : best,
      );
      return `the variable ${name} is not known; did you mean ${nearest}?`;
    });
}
