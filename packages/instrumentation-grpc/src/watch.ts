import { type MeterProvider, metrics } from '@opentelemetry/api';
import { patchClients } from './client/patch.js';
import { recordClientCall } from './client/recording.js';
import { defaultFamilies } from './default-families.js';
import { checkFamilies } from './families.js';
import type { ClientInterceptorLike, GrpcModule, ServerInterceptorLike } from './grpc-module.js';
import { checkLimit, type GrpcOptions } from './options.js';
import { CallRecorder, MethodLimit, type Methods } from './recorder.js';
import { patchServers } from './server/patch.js';
import { recordServerCall } from './server/recording.js';
import { unimplemented } from './status.js';
import { parseTarget } from './target.js';

/** A side that is recorded. */
interface Side {
  readonly recorder: CallRecorder;
  readonly limit: MethodLimit;
  /** Without a target: those of servers, and of clients beyond the limit. */
  readonly methods: Methods;
  readonly byTarget: Map<string, Methods>;
}

interface Recording {
  readonly server: Side | undefined;
  readonly client: Side | undefined;
  readonly maxTargets: number;
  readonly onError: ((error: unknown) => void) | undefined;
}

/**
 * Sees the calls of servers and clients and records them while it is told to. What it leaves with
 * the application (an interceptor in each server) stays and does nothing after `stop()`, and works
 * again after the next `start()`, on whatever meter that names.
 */
export class GrpcWatch {
  readonly #unpatches: (() => void)[] = [];
  readonly #interceptors = new WeakMap<object, ClientInterceptorLike>();
  #recording: Recording | undefined;

  /** Records from now on. @throws GrpcInstrumentationError when families or limits are wrong. */
  start(options: GrpcOptions): void {
    const families = options.families ?? defaultFamilies;
    checkFamilies(families);
    const maxMethods = checkLimit('maxMethods', options.maxMethods ?? 200);
    const maxTargets = checkLimit('maxTargets', options.maxTargets ?? 100);
    const provider: MeterProvider = options.meterProvider ?? metrics.getMeterProvider();
    const side = (name: 'server' | 'client'): Side | undefined => {
      const ofSide = families[name];
      if (ofSide === undefined) return undefined;
      const recorder = new CallRecorder(name, options.meter, provider, ofSide);
      const limit = new MethodLimit(maxMethods);
      return { recorder, limit, methods: recorder.methods(limit), byTarget: new Map() };
    };
    const { onError } = options;
    this.#recording = { server: side('server'), client: side('client'), maxTargets, onError };
  }

  /** Records nothing any more; calls in flight are still recorded at their end. */
  stop(): void {
    this.#recording = undefined;
  }

  /**
   * Sees the calls of servers that this copy of grpc-js binds from now on, and of all its clients.
   *
   * @throws GrpcInstrumentationError `OBS_GRPC_MODULE` when it is not grpc-js of a known version.
   */
  patch(grpc: GrpcModule): void {
    const { intercept } = this;
    const unpatchServers = patchServers(grpc.Server.prototype, {
      intercept,
      unknownMethod: (millis) => this.#unknownMethod(millis),
    });
    try {
      this.#unpatches.push(unpatchServers, patchClients(grpc, this.#interceptorOf, this.#fail));
    } catch (error) {
      unpatchServers();
      throw error;
    }
  }

  unpatch(): void {
    for (const unpatch of this.#unpatches.splice(0)) unpatch();
  }

  /** For the beginning of a server's interceptors. */
  readonly intercept: ServerInterceptorLike = ({ path }, call) => {
    try {
      const server = this.#recording?.server;
      if (server !== undefined) {
        recordServerCall(path, call, server.methods, server.recorder.claim, this.#fail);
      }
    } catch (error) {
      this.#fail(error);
    }
    return call;
  };

  /** For the beginning of a client's interceptors. `target` as the client was given it. */
  interceptorFor(target: string | undefined): ClientInterceptorLike {
    let recording: Recording | undefined;
    let methods: Methods | undefined;
    return (options, nextCall) => {
      const now = this.#recording;
      if (now?.client === undefined) return nextCall(options);
      if (methods === undefined || recording !== now) {
        recording = now;
        methods = methodsOf(now.client, target, now.maxTargets);
      }
      return recordClientCall(options, nextCall, methods, now.client.recorder.claim, this.#fail);
    };
  }

  readonly #interceptorOf = (client: object): ClientInterceptorLike | undefined => {
    if (this.#recording?.client === undefined) return undefined;
    const known = this.#interceptors.get(client);
    if (known !== undefined) return known;
    const interceptor = this.interceptorFor(targetOf(client));
    this.#interceptors.set(client, interceptor);
    return interceptor;
  };

  #unknownMethod(millis: number): void {
    try {
      this.#recording?.server?.methods.other.record(unimplemented, millis / 1000);
    } catch (error) {
      this.#fail(error);
    }
  }

  readonly #fail = (error: unknown): void => {
    try {
      this.#recording?.onError?.(error);
    } catch {
      // The reporter's own error has nobody to go to.
    }
  };
}

function methodsOf(client: Side, target: string | undefined, maxTargets: number): Methods {
  if (target === undefined) return client.methods;
  const known = client.byTarget.get(target);
  if (known !== undefined) return known;
  if (client.byTarget.size >= maxTargets) return client.methods;
  const methods = client.recorder.methods(client.limit, parseTarget(target));
  client.byTarget.set(target, methods);
  return methods;
}

/** The target of a client; undefined when its channel, which may be anybody's, says none. */
function targetOf(client: object): string | undefined {
  try {
    const { getChannel } = client as { getChannel(): { getTarget(): unknown } };
    const target = getChannel.call(client).getTarget();
    return typeof target === 'string' ? target : undefined;
  } catch {
    return undefined;
  }
}
