import { createRequire } from 'node:module';
import { join } from 'node:path';
import { reason, say } from './log.js';
import { nearest } from './nearest.js';
import type { Preset } from './presets/preset.js';
import { presets } from './presets/registry.js';

/** A preset and the name that it is shown by. */
export interface ChosenPreset {
  readonly name: string;
  readonly preset: Preset;
}

const fallback: ChosenPreset = { name: 'default', preset: {} };

/**
 * The preset of a name, or of a file when the name is a path. What cannot be found or read is a line
 * that says the way out, and the default.
 */
export function choosePreset(wanted: string | undefined): ChosenPreset {
  if (wanted === undefined) return fallback;
  if (/^(\.{0,2}[\\/]|[A-Za-z]:[\\/])|\.[cm]?[jt]s$/.test(wanted)) return fromFile(wanted);
  const name = wanted.toLowerCase();
  const preset = Object.hasOwn(presets, name) ? presets[name] : undefined;
  if (preset !== undefined) return { name, preset: preset() };
  const names = Object.keys(presets);
  say(
    `OBS_PRESET=${wanted.slice(0, 100)} is not a preset; did you mean ${nearest(name, names)}? ` +
      `There are ${names.join(', ')}, and files (./observability.mjs). Using default.`,
  );
  return fallback;
}

function fromFile(path: string): ChosenPreset {
  try {
    const load = createRequire(join(process.cwd(), 'preset-loader.js'));
    const module = load(path) as { readonly default?: Preset };
    const preset = module.default ?? module;
    if (typeof preset !== 'object' || preset === null) {
      throw new Error('it exports no object as its default.');
    }
    return { name: (preset as Preset).name ?? path, preset: preset as Preset };
  } catch (error) {
    say(
      `the preset file ${path} cannot be used: ${reason(error)} ` +
        'Export definePreset({ ... }) of @obs/auto/preset as its default. Using default.',
    );
    return fallback;
  }
}
