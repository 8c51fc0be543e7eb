import type * as Grpc from '@grpc/grpc-js';

export type GrpcJs = typeof Grpc;

const json = {
  serialize: (value: unknown) => {
    if (value === 'unserializable') throw new Error('cannot write it');
    return Buffer.from(JSON.stringify(value));
  },
  deserialize: (bytes: Buffer) => {
    const value: unknown = JSON.parse(bytes.toString());
    if (value === 'undeserializable') throw new Error('cannot read it');
    return value;
  },
};

export const prefix = '/engine.v1.EngineService/';

const method = (name: string, requestStream: boolean, responseStream: boolean) => ({
  path: `${prefix}${name}`,
  requestStream,
  responseStream,
  requestSerialize: json.serialize,
  requestDeserialize: json.deserialize,
  responseSerialize: json.serialize,
  responseDeserialize: json.deserialize,
});

export const definition = {
  Unary: method('Unary', false, false),
  Server: method('Server', false, true),
  Client: method('Client', true, false),
  Bidi: method('Bidi', true, true),
};

type Callback = (error: object | null, value?: unknown) => void;

/** Handlers that do what the request says, as applications do it, right or wrong. */
function handlers(seen: (event: string) => void) {
  return {
    Unary(call: Grpc.ServerUnaryCall<string, unknown>, callback: Callback) {
      seen('unary called');
      call.on('cancelled', () => seen('unary cancelled'));
      switch (call.request) {
        case 'not found':
          return callback({ code: 5, details: 'no such thing' });
        case 'a code of its own':
          return callback({ code: 99, details: 'what is this' });
        case 'no code':
          return callback(new Error('just an error'));
        case 'throw':
          throw new Error('thrown at grpc-js');
        case 'twice':
          callback(null, 'first');
          return callback(null, 'second');
        case 'answer, then fail':
          callback(null, 'answered');
          return callback({ code: 13, details: 'too late' });
        case 'answer unserializable':
          return callback(null, 'unserializable');
        case 'answer undeserializable':
          return callback(null, 'undeserializable');
        case 'never':
          return;
        default:
          callback(null, `${call.request}, too`);
      }
    },
    Server(call: Grpc.ServerWritableStream<string, unknown>) {
      seen('server stream called');
      call.on('cancelled', () => seen('server stream cancelled'));
      if (call.request === 'throw') throw new Error('thrown at grpc-js');
      call.write('one');
      if (call.request === 'never') return;
      call.write('two');
      if (call.request === 'fail') call.emit('error', { code: 10, details: 'enough' });
      else call.end();
    },
    Client(call: Grpc.ServerReadableStream<string, unknown>, callback: Callback) {
      let count = 0;
      seen('client stream called');
      call.on('cancelled', () => seen('client stream cancelled'));
      call.on('data', (text: string) => {
        if (text === 'fail') callback({ code: 9, details: 'not like this' });
        count += 1;
      });
      call.on('end', () => callback(null, count));
    },
    Bidi(call: Grpc.ServerDuplexStream<string, unknown>) {
      seen('bidi called');
      call.on('cancelled', () => seen('bidi cancelled'));
      call.on('data', (text: string) => {
        if (text === 'fail') call.emit('error', { code: 8, details: 'too much' });
        else call.write(text);
      });
      call.on('end', () => call.end());
    },
  };
}

export type Client = Grpc.Client & Record<string, (...given: unknown[]) => unknown>;

export interface Service {
  readonly port: number;
  readonly server: Grpc.Server;
  readonly client: Client;
  newClient(options?: object): Client;
  stop(): void;
}

/** A server that is bound, and a client of it. */
export async function startService(
  grpc: GrpcJs,
  options: {
    readonly server?: object;
    readonly client?: object;
    readonly seen?: (event: string) => void;
    readonly implementation?: object;
  } = {},
): Promise<Service> {
  const server = new grpc.Server(options.server);
  const implementation = options.implementation ?? handlers(options.seen ?? (() => {}));
  server.addService(definition, implementation as Grpc.UntypedServiceImplementation);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  const Made = grpc.makeClientConstructor(definition, 'EngineService');
  const clients: Grpc.Client[] = [];
  const newClient = (clientOptions?: object) => {
    const credentials = grpc.credentials.createInsecure();
    const client = new Made(`127.0.0.1:${port}`, credentials, clientOptions);
    clients.push(client);
    return client as unknown as Client;
  };
  const stop = () => {
    for (const one of clients) one.close();
    server.forceShutdown();
  };
  return { port, server, client: newClient(options.client), newClient, stop };
}

/** A unary call of any path; gives the code it ends with, undefined when grpc-js has no error. */
export function callPath(client: Grpc.Client, path: string): Promise<number | undefined> {
  const { requestSerialize, responseDeserialize } = definition.Unary;
  return new Promise((resolve) =>
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, 'x', (error) =>
      resolve(error?.code),
    ),
  );
}

export interface Call {
  readonly name: keyof typeof definition;
  readonly requests: readonly unknown[];
  /** Milliseconds until the deadline. */
  readonly deadlineMillis?: number;
  readonly cancelAfterMillis?: number;
  /** Whether the requests are followed by an end; not when the call is cancelled. */
  readonly open?: boolean;
  readonly options?: object;
}

interface Failure {
  readonly code: number;
  readonly details: string;
  readonly message: string;
  readonly name: string;
}

const failure = (error: Failure) =>
  `error ${error.code} "${error.details}" (${error.name}: ${error.message})`;

/** Makes a call and lists what its caller hears, in order, until shortly after the status. */
export function hear(client: Client, call: Call): Promise<string[]> {
  return new Promise((resolve) => {
    const heard: string[] = [];
    const { requestStream, responseStream } = definition[call.name];
    const deadline =
      call.deadlineMillis === undefined ? {} : { deadline: Date.now() + call.deadlineMillis };
    const given: unknown[] = requestStream ? [] : [call.requests[0]];
    given.push({ ...call.options, ...deadline });
    if (!responseStream) {
      given.push((error: Failure | null, value: unknown) =>
        heard.push(error === null ? `answer ${JSON.stringify(value)}` : failure(error)),
      );
    }
    const made = client[call.name]?.(...given) as Grpc.ClientDuplexStream<unknown, unknown>;
    made.on('metadata', () => heard.push('metadata'));
    if (responseStream) {
      made.on('data', (message) => heard.push(`message ${JSON.stringify(message)}`));
      made.on('end', () => heard.push('end'));
      made.on('error', (error) => heard.push(failure(error as unknown as Failure)));
    }
    made.on('status', ({ code, details }) => {
      heard.push(`status ${code} "${details}"`);
      setTimeout(() => resolve(heard), 20);
    });
    if (requestStream) {
      for (const request of call.requests) made.write(request);
      if (call.open !== true) made.end();
    }
    if (call.cancelAfterMillis !== undefined) {
      setTimeout(() => made.cancel(), call.cancelAfterMillis);
    }
  });
}

/** Every way in which a call goes, and the codes that it is counted with. */
export interface Case extends Call {
  readonly what: string;
  /** One of them: where two things race, either may be first. */
  readonly server: readonly string[];
  readonly client: string;
}

const one = (
  what: string,
  name: Call['name'],
  requests: readonly unknown[],
  server: string | readonly string[],
  more: Partial<Call> & { readonly client?: string } = {},
): Case => ({
  what,
  name,
  requests,
  server: [server].flat(),
  client: [server].flat()[0] as string,
  ...more,
});

export const cases: readonly Case[] = [
  one('answered', 'Unary', ['hello'], 'OK'),
  one('refused', 'Unary', ['not found'], 'NOT_FOUND'),
  one('ended with a plain error', 'Unary', ['no code'], 'UNKNOWN'),
  one('ended with a code that gRPC does not have', 'Unary', ['a code of its own'], 'UNKNOWN'),
  one('whose handler throws', 'Unary', ['throw'], 'UNKNOWN'),
  // grpc-js tells the caller nothing of this one, before the deadline.
  one('answered twice', 'Unary', ['twice'], 'OK', {
    deadlineMillis: 150,
    client: 'DEADLINE_EXCEEDED',
  }),
  one('that fails after its answer', 'Unary', ['answer, then fail'], 'INTERNAL'),
  one('whose request cannot be written', 'Unary', ['unserializable'], [], { client: 'INTERNAL' }),
  one('whose request cannot be read', 'Unary', ['undeserializable'], 'INTERNAL'),
  one('whose answer cannot be written', 'Unary', ['answer unserializable'], 'INTERNAL'),
  one('whose answer cannot be read', 'Unary', ['answer undeserializable'], ['OK', 'CANCELLED'], {
    client: 'INTERNAL',
  }),
  one('past its deadline', 'Unary', ['never'], 'DEADLINE_EXCEEDED', { deadlineMillis: 80 }),
  one('cancelled by its client', 'Unary', ['never'], 'CANCELLED', { cancelAfterMillis: 50 }),
  one('streamed from the server', 'Server', ['all'], 'OK'),
  one('that fails in the stream', 'Server', ['fail'], 'ABORTED'),
  one('whose handler throws', 'Server', ['throw'], 'UNKNOWN'),
  one('cancelled in the stream', 'Server', ['never'], 'CANCELLED', { cancelAfterMillis: 50 }),
  one('streamed from the client', 'Client', ['a', 'b'], 'OK'),
  one('refused in the middle', 'Client', ['a', 'fail'], 'FAILED_PRECONDITION', { open: true }),
  // To its server a stream that was cancelled looks like one that ended, and it answers.
  one('cancelled by its client', 'Client', ['a'], ['CANCELLED', 'OK'], {
    cancelAfterMillis: 50,
    open: true,
  }),
  one('streamed both ways', 'Bidi', ['a', 'b'], 'OK'),
  one('refused in the middle', 'Bidi', ['a', 'fail'], 'RESOURCE_EXHAUSTED', { open: true }),
  one('past its deadline', 'Bidi', ['a'], ['DEADLINE_EXCEEDED', 'OK'], {
    deadlineMillis: 80,
    open: true,
  }),
];
