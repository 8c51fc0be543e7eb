export { defaultFamilies } from './default-families.js';
export type { GrpcInstrumentationErrorCode } from './errors.js';
export { GrpcInstrumentationError } from './errors.js';
export type {
  GrpcCallFamilies,
  GrpcDimension,
  GrpcFamilies,
  GrpcFamily,
  GrpcLabels,
} from './families.js';
export type { GrpcInstrumentationHandle, InstrumentGrpcOptions } from './instrument.js';
export { instrumentGrpc } from './instrument.js';
export type { GrpcInstrumentationConfig } from './instrumentation.js';
export { GrpcInstrumentation } from './instrumentation.js';
export type {
  GrpcClientInterceptor,
  GrpcInterceptors,
  GrpcServerInterceptor,
} from './interceptors.js';
export { grpcInterceptors } from './interceptors.js';
export type { GrpcOptions } from './options.js';
export { claimServerCall, onServerCallEnd } from './server/listener.js';
