import { reason, say } from '../log.js';
import { nearest } from '../nearest.js';
import type { Preset } from '../presets/preset.js';

/** What takes an instrumentation away again. */
export interface Installed {
  readonly name: string;
  disable(): void;
}

/** Starts one instrumentation under a preset; throws when the preset asks for what cannot be. */
export type Start = (preset: Preset, onError: (error: unknown) => void) => { disable(): void };

type Module = { readonly start: Start };

/**
 * Every instrumentation by the name that `OBS_INSTRUMENTATIONS` takes. A module is evaluated when it
 * is wanted; as ES modules behind a relative path, so that the bundle has their dependencies once.
 */
const instrumentations: Readonly<Record<string, () => Module>> = {
  http: () => require('./http.js') as Module,
  runtime: () => require('./runtime.js') as Module,
};

/**
 * Installs the instrumentations of the list, or those of the preset. One that cannot start is a line
 * and is left out; so is a name that nobody knows. `none` is an empty list.
 */
export function install(preset: Preset, list: readonly string[] | undefined): Installed[] {
  const wanted = list ?? [
    ...(preset.http === false ? [] : ['http']),
    ...(preset.runtime === true ? ['runtime'] : []),
  ];
  if (wanted.includes('none')) return [];
  return [...new Set(wanted)].flatMap((name) => {
    const load = Object.hasOwn(instrumentations, name) ? instrumentations[name] : undefined;
    if (load === undefined) {
      const names = [...Object.keys(instrumentations), 'none'];
      say(
        `OBS_INSTRUMENTATIONS names ${name.slice(0, 100)}, which is unknown; did you mean ${nearest(name, names)}?`,
      );
      return [];
    }
    try {
      const { disable } = load().start(preset, onceReported(name));
      return [{ name, disable }];
    } catch (error) {
      say(`the instrumentation ${name} is left out: ${reason(error)}`);
      return [];
    }
  });
}

function onceReported(name: string): (error: unknown) => void {
  let reported = false;
  return (error) => {
    if (reported) return;
    reported = true;
    say(`the instrumentation ${name} met an error, reported once: ${reason(error)}`);
  };
}
