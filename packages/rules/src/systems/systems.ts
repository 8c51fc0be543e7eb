import type { System } from '../system/system.js';
import { aoss } from './aoss.js';
import { backend } from './backend.js';
import { executives } from './executives.js';
import { fleet } from './fleet.js';
import { jeeves } from './jeeves.js';

/** The systems of this project. */
export const systems: readonly System[] = [executives, jeeves, aoss, backend, fleet];
