import { aoss } from './aoss.js';
import { duplex } from './duplex.js';
import { executives } from './executives.js';
import { gateway, orchestrator, state } from './fleet.js';
import { governance } from './governance.js';
import { jeeves, jeevesEngine } from './jeeves.js';
import type { Preset } from './preset.js';

/**
 * Every preset that `OBS_PRESET` can name. `default` is plain OpenTelemetry semantic conventions. They
 * are functions because a preset completes the catalogs that it names, and a process has one preset.
 */
export const presets: Readonly<Record<string, () => Preset>> = {
  default: () => ({}),
  executives,
  governance,
  duplex,
  jeeves,
  'jeeves-engine': jeevesEngine,
  aoss,
  gateway,
  orchestrator,
  state,
};
