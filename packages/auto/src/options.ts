import type { StartOptions } from '@obs/core';
import type { Environment } from './environment.js';
import { say } from './log.js';
import type { Preset } from './presets/preset.js';

/** What core is started with: the preset's choices where the environment makes none. */
export function startOptions(preset: Preset, environment: Environment): StartOptions {
  const metricsPort = environment.choosesPort ? undefined : presetPort(preset, environment);
  const serviceName = environment.serviceName === undefined ? preset.serviceName : undefined;
  return {
    // The start line of this package says it.
    announce: false,
    ...(metricsPort === undefined ? {} : { metricsPort }),
    ...(serviceName === undefined ? {} : { serviceName }),
    ...(preset.healthMetric === undefined ? {} : { healthMetric: preset.healthMetric }),
  };
}

function presetPort(preset: Preset, environment: Environment): number | 'app' | undefined {
  const name = preset.metricsPortVariable;
  const text = name === undefined ? undefined : environment.variable(name);
  if (text === undefined) return preset.metricsPort;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  say(
    `${name} is no port; give a number from 0 to 65535. Metrics are on ${preset.metricsPort ?? 9464}.`,
  );
  return preset.metricsPort;
}
