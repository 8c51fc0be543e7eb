export { defaultFamilies } from './default-families.js';
export type { HttpInstrumentationErrorCode } from './errors.js';
export { HttpInstrumentationError } from './errors.js';
export type {
  ActiveLabels,
  HttpDimension,
  HttpFamily,
  HttpLabels,
  HttpServerFamilies,
} from './families.js';
export type { HttpServerInstrumentationConfig } from './instrumentation.js';
export { HttpServerInstrumentation } from './instrumentation.js';
export type { HttpServerOptions } from './options.js';
export { setHttpRoute } from './route/named.js';
export { pathTemplate } from './route/path.js';
export { unmatchedTemplate } from './route/table.js';
export type { HttpServerInstrumentationHandle } from './server/instrument.js';
export { instrumentHttpServer } from './server/instrument.js';
