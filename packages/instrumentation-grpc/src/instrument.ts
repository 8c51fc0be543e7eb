import { onModuleLoad } from '@obs/module-hooks';
import type { GrpcModule } from './grpc-module.js';
import type { GrpcOptions } from './options.js';
import { GrpcWatch } from './watch.js';

/** What {@link instrumentGrpc} takes. */
export interface InstrumentGrpcOptions extends GrpcOptions {
  /**
   * The module `@grpc/grpc-js`, where it cannot be seen as it is loaded: in a bundle, or under
   * another name. Every copy that is loaded from `node_modules` when not given.
   */
  readonly grpc?: object;
}

/** What switches the instrumentation off again. */
export interface GrpcInstrumentationHandle {
  /** Stops recording, calls in flight excepted. A second call does nothing. */
  disable(): void;
}

/**
 * Records the calls of all clients of `@grpc/grpc-js`, and of all its servers that are bound from
 * now on, in CommonJS and ES modules. Each call is counted once, when it ends: on a server also
 * those that no handler is there for, on a client also those that never reached a server.
 *
 * @throws GrpcInstrumentationError when families or limits are wrong, or `grpc` is not grpc-js of a
 *   known version. A copy that is loaded later and is none goes to `onError`. Recording never throws.
 * Cost of a call: two clock readings, two objects on a client and one on a server, and the
 * instruments' own cost.
 */
export function instrumentGrpc(options: InstrumentGrpcOptions): GrpcInstrumentationHandle {
  const watch = new GrpcWatch();
  watch.start(options);
  const release = patchGrpc(watch, options);
  return {
    disable() {
      watch.stop();
      release();
    },
  };
}

/** Patches the given module, or each that is loaded. The answer takes all of it away again. */
export function patchGrpc(
  watch: GrpcWatch,
  { grpc, onError }: Pick<InstrumentGrpcOptions, 'grpc' | 'onError'>,
): () => void {
  if (grpc !== undefined) {
    watch.patch(grpc as GrpcModule);
    return () => watch.unpatch();
  }
  const forget = onModuleLoad(
    { name: '@grpc/grpc-js', versions: { from: '1.10.0', below: '2' } },
    ({ exports }) => watch.patch(exports as GrpcModule),
    onError,
  );
  return () => {
    forget();
    watch.unpatch();
  };
}
