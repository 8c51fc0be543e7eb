export type { HttpClientInstrumentationHandle } from './client/instrument.js';
export { instrumentHttpClient } from './client/instrument.js';
export { defaultClientFamilies, defaultFamilies } from './default-families.js';
export type { HttpInstrumentationErrorCode } from './errors.js';
export { HttpInstrumentationError } from './errors.js';
export type {
  ActiveClientLabels,
  ActiveLabels,
  HttpClientDimension,
  HttpClientFamilies,
  HttpClientLabels,
  HttpDimension,
  HttpFamily,
  HttpLabels,
  HttpServerFamilies,
} from './families.js';
export type { HttpInstrumentationHandle } from './handle.js';
export type {
  HttpClientInstrumentationConfig,
  HttpServerInstrumentationConfig,
} from './instrumentation.js';
export { HttpClientInstrumentation, HttpServerInstrumentation } from './instrumentation.js';
export type { HttpClientOptions, HttpServerOptions } from './options.js';
export { setHttpRoute } from './route/named.js';
export { pathTemplate } from './route/path.js';
export { unmatchedTemplate } from './route/table.js';
export type { HttpServerInstrumentationHandle } from './server/instrument.js';
export { instrumentHttpServer } from './server/instrument.js';
export type { HttpServerTraceOptions } from './spans/trace-server.js';
export { traceHttpServer } from './spans/trace-server.js';
