// The subpath @obs/auto/preset: types for presets of one's own, without starting anything.
export type { Preset } from './presets/preset.js';
export { definePreset } from './presets/preset.js';
