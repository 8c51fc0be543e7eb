export type {
  CallStatus,
  ExecutionRecorders,
  ExecutionStatus,
  RunningExecution,
  ValidationOutcome,
} from './jeeves/executions.js';
export type { GrpcLogEntry, GrpcServerOptions } from './jeeves/grpc-interceptors.js';
export type { GrpcRecorders, GrpcStatus } from './jeeves/grpc-requests.js';
export type { GrpcModule, GrpcServerInterceptor } from './jeeves/grpc-types.js';
export { createJeeves, type Jeeves, type JeevesOptions, jeeves } from './jeeves/jeeves.js';
export type { LlmOptions, LlmRecorders, RunningLlmCall } from './jeeves/llm.js';
export type { Clock, RecorderOptions } from './shared/clock.js';
export type { Duration } from './shared/duration.js';
export type { Price, Prices, Usage } from './shared/prices.js';
