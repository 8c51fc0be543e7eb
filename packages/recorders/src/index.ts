export type { RecorderError, RecorderErrorCode } from './errors.js';
export type { Clock, RecorderOptions } from './shared/clock.js';
export type { Duration } from './shared/duration.js';
export type { Price, Prices, Usage } from './shared/prices.js';
