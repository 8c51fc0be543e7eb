import { GrpcInstrumentationError } from '../errors.js';
import type {
  CheckedArguments,
  ClientClass,
  ClientInterceptorLike,
  ClientPrototype,
  GrpcModule,
} from '../grpc-module.js';

type Lists = Readonly<Record<symbol, readonly unknown[] | undefined>>;
type Check = (...given: unknown[]) => CheckedArguments;

/**
 * Puts an interceptor around every other in the calls of all clients, generated or generic, made
 * before or after this.
 *
 * @param interceptorOf gives the interceptor for the calls of a client, undefined for none.
 * @param fail hears of an error in it; the call is made as it would have been without it.
 * @returns takes it away again.
 * @throws GrpcInstrumentationError `OBS_GRPC_MODULE` when the classes are not those of grpc-js.
 */
export function patchClients(
  { Client, credentials }: GrpcModule,
  interceptorOf: (client: object) => ClientInterceptorLike | undefined,
  fail: (error: unknown) => void,
): () => void {
  const prototype = Client.prototype;
  const { checkOptionalUnaryResponseArguments: unary, checkMetadataAndOptions: stream } = prototype;
  if (typeof unary !== 'function' || typeof stream !== 'function') throw notGrpc();
  const interceptorsKey = keyOf(Client, credentials.createInsecure(), 'interceptors');
  const providersKey = keyOf(Client, credentials.createInsecure(), 'interceptor_providers');

  const intercepted = (client: object, checked: CheckedArguments): CheckedArguments => {
    try {
      const { options } = checked;
      if (typeof options !== 'object' || options === null) return checked;
      const interceptor = interceptorOf(client);
      if (interceptor === undefined) return checked;
      const lists = client as Lists;
      // Those of a call replace those of its client, as grpc-js does it; both kinds at once are its error.
      const [interceptors, providers] =
        isFilled(options.interceptors) || isFilled(options.interceptor_providers)
          ? [options.interceptors, options.interceptor_providers]
          : [lists[interceptorsKey], lists[providersKey]];
      if (!isFilled(providers)) {
        const all = isFilled(interceptors) ? [interceptor, ...interceptors] : [interceptor];
        checked.options = { ...options, interceptors: all as ClientInterceptorLike[] };
      } else if (!isFilled(interceptors)) {
        const all = [() => interceptor, ...providers];
        checked.options = { ...options, interceptor_providers: all };
      }
    } catch (error) {
      fail(error);
    }
    return checked;
  };

  const patch = (check: Check): Check =>
    function (this: object, ...given: unknown[]) {
      return intercepted(this, check.apply(this, given));
    };
  const patchedUnary = patch(unary);
  const patchedStream = patch(stream);
  prototype.checkOptionalUnaryResponseArguments = patchedUnary;
  prototype.checkMetadataAndOptions = patchedStream;
  return () => {
    // Somebody else may have patched since; what is left of ours then does nothing.
    restore(prototype, 'checkOptionalUnaryResponseArguments', patchedUnary, unary);
    restore(prototype, 'checkMetadataAndOptions', patchedStream, stream);
  };
}

function restore(
  prototype: ClientPrototype,
  name: keyof ClientPrototype,
  patched: Check,
  original: Check,
): void {
  if (prototype[name] === patched) prototype[name] = original;
}

function isFilled(list: readonly unknown[] | undefined): list is readonly unknown[] {
  return list !== undefined && list.length > 0;
}

/**
 * The unregistered symbol under which a client keeps an option: that of a client which is made for
 * this and, having the channel of somebody else, opens none.
 */
function keyOf(
  Client: ClientClass,
  credentials: unknown,
  option: 'interceptors' | 'interceptor_providers',
): symbol {
  const probe: unknown[] = [];
  const client = new Client('127.0.0.1', credentials, { channelOverride: {}, [option]: probe });
  const key = Object.getOwnPropertySymbols(client).find(
    (symbol) => (client as Lists)[symbol] === probe,
  );
  if (key === undefined) throw notGrpc();
  return key;
}

function notGrpc(): GrpcInstrumentationError {
  return new GrpcInstrumentationError(
    'OBS_GRPC_MODULE',
    'The class Client is not that of a known @grpc/grpc-js.',
    'Use 1.10 to 1.14, or a later version of this package.',
  );
}
