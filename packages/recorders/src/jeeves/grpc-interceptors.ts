import { claimServerCall, onServerCallEnd } from '@obs/instrumentation-grpc';
import { jeeves as catalog } from '@obs/semconv';
import { metrics } from '@opentelemetry/api';
import { RecorderError } from '../errors.js';
import { type Clock, stopwatch } from '../shared/clock.js';
import { safely } from '../shared/safely.js';
import { type GrpcStatus, grpcStatus } from './grpc-requests.js';
import type {
  Call,
  GrpcModule,
  GrpcServerInterceptor,
  InterceptingCallClass,
} from './grpc-types.js';

/** A gRPC request that has ended. */
export interface GrpcLogEntry {
  /** `/engine.v1.EngineService/ExecutePipeline` */
  readonly method: string;
  readonly status: GrpcStatus;
  readonly durationSeconds: number;
}

export interface GrpcServerOptions {
  /** Called once for each request, at its end; what it throws is ignored. No log when not given. */
  readonly log?: (entry: GrpcLogEntry) => void;
  /** Called for each exception that was turned into INTERNAL; a process warning when not given. */
  readonly onError?: (error: unknown, method: string) => void;
}

type Record = (method: string, status: GrpcStatus, seconds: number) => void;
type Interceptor = (method: { readonly path: string }, call: Call) => object;

/**
 * The interceptors recovery, metrics and (when there is a log) logging, in this order from the
 * network to the handler.
 *
 * @throws RecorderError `OBS_RECORDER_GRPC` when `grpc` is not the module `@grpc/grpc-js` with
 *   server interceptors.
 */
export function grpcServerInterceptors<G extends GrpcModule>(
  grpc: G,
  record: Record,
  now: Clock,
  options: GrpcServerOptions,
): GrpcServerInterceptor<G>[] {
  const ServerInterceptingCall = grpc?.ServerInterceptingCall as unknown;
  if (typeof ServerInterceptingCall !== 'function') {
    throw new RecorderError(
      'OBS_RECORDER_GRPC',
      'grpcServerInterceptors() was not given a module with ServerInterceptingCall.',
      'Pass the module itself, of version 1.10 or later: import * as grpc from "@grpc/grpc-js".',
    );
  }
  const wrapping = ServerInterceptingCall as InterceptingCallClass;
  const { log } = options;
  const chain: Interceptor[] = [
    recovery(wrapping, errorReport(options)),
    measuring(now, isOurs, (method, status, seconds) =>
      safely('jeeves.grpcServerInterceptors', () => record(method, status, seconds)),
    ),
  ];
  if (typeof log === 'function') {
    chain.push(
      measuring(now, always, (method, status, durationSeconds) =>
        quietly(() => log({ method, status, durationSeconds })),
      ),
    );
  }
  return chain as unknown as GrpcServerInterceptor<G>[];
}

/** Says that an exception was turned into a status. Never throws. */
export function errorReport({
  onError,
}: GrpcServerOptions): (error: unknown, method: string) => void {
  return (error, method) =>
    quietly(() => {
      if (typeof onError === 'function') onError(error, method);
      else {
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
        process.emitWarning(
          `${method} failed and was answered with INTERNAL: ${text}`,
          'ObsWarning',
        );
      }
    });
}

/**
 * What throws while a message is handed inwards (a later interceptor, a listener on a stream) would
 * leave grpc-js as an unhandled rejection and end the process; here it ends the call.
 */
function recovery(
  ServerInterceptingCall: InterceptingCallClass,
  report: (error: unknown, method: string) => void,
): Interceptor {
  return (method, call) => {
    const guard = (handOn: () => void) => {
      try {
        handOn();
      } catch (error) {
        report(error, method.path);
        call.sendStatus({ code: 13, details: 'Internal error' });
      }
    };
    return new ServerInterceptingCall(call, {
      start(next) {
        next({
          onReceiveMetadata: (metadata, handOn) => guard(() => handOn(metadata)),
          onReceiveMessage: (message, handOn) => guard(() => handOn(message)),
          onReceiveHalfClose: (handOn) => guard(handOn),
        });
      },
    });
  };
}

function measuring(now: Clock, wants: (call: Call) => boolean, ended: Record): Interceptor {
  return ({ path }, call) => {
    safely('jeeves.grpcServerInterceptors', () => {
      if (!wants(call)) return;
      const seconds = stopwatch(now);
      onServerCallEnd(call, (code) => ended(path, grpcStatus(code), seconds()));
    });
    return call;
  };
}

const families = [catalog.metrics.grpcRequests.name, catalog.metrics.grpcRequestDuration.name];

/** False where `@obs/auto` or an instrumentation records the call under these families already. */
function isOurs(call: Call): boolean {
  return claimServerCall(call, metrics.getMeterProvider(), families);
}

function always(): boolean {
  return true;
}

function quietly(run: () => void): void {
  try {
    run();
  } catch {
    // The application's own log or handler: its failure must not end the call.
  }
}
