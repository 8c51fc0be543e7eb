import { process as catalog } from '@obs/semconv';
import type { Meter } from '@opentelemetry/api';
import { observeTogether, type Stop } from '../observe.js';

/** The version of Node, as labels of a constant 1. */
export function observeVersion(meter: Meter): Stop {
  const { versionInfo } = catalog.metrics;
  const [major = '', minor = '', patch = ''] = process.versions.node.split('.');
  const labels = { version: process.version, major, minor, patch: patch.replace(/\D.*$/, '') };
  return observeTogether(meter, { versionInfo }, (observe) => observe('versionInfo', 1, labels));
}
