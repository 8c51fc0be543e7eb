import { attributes } from './attributes.js';
import { cardinality } from './cardinality.js';
import type { Clause } from './clause.js';
import { instruments } from './instruments.js';
import { lifecycle } from './lifecycle.js';
import { observables } from './observables.js';
import { temporality } from './temporality.js';
import { views } from './views.js';

/** The suite that both engines run, in the order of the README table. */
export const clauses: readonly Clause[] = [
  ...instruments,
  ...attributes,
  ...cardinality,
  ...temporality,
  ...observables,
  ...views,
  ...lifecycle,
];
