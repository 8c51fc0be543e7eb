export type { RuntimeInstrumentationErrorCode } from './errors.js';
export { RuntimeInstrumentationError } from './errors.js';
export type { RuntimeInstrumentationHandle, RuntimeNames, RuntimeOptions } from './instrument.js';
export { instrumentRuntime } from './instrument.js';
