export type { RuntimeInstrumentationErrorCode } from './errors.js';
export { RuntimeInstrumentationError } from './errors.js';
export type { RuntimeInstrumentationHandle, RuntimeOptions } from './instrument.js';
export { instrumentRuntime } from './instrument.js';
