import * as grpc from '@grpc/grpc-js';
import { afterAll, describe, expect, it } from 'vitest';
import { createJeeves, type GrpcLogEntry } from '../src/jeeves.js';
import { changes, testClock } from './changes.js';

const clock = testClock();
const jeeves = createJeeves({ now: clock.now });
const log: GrpcLogEntry[] = [];
const errors: string[] = [];
const options = {
  log(entry: GrpcLogEntry) {
    log.push(entry);
    throw new Error('a log that fails is not the call');
  },
  onError: (error: unknown, method: string) =>
    void errors.push(`${method}: ${(error as Error).message}`),
};

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
const method = (name: string, requestStream: boolean, responseStream: boolean) => ({
  path: `/engine.v1.EngineService/${name}`,
  requestStream,
  responseStream,
  requestSerialize: (value: unknown) => Buffer.from(JSON.stringify(value)),
  requestDeserialize: json.deserialize,
  responseSerialize: json.serialize,
  responseDeserialize: (bytes: Buffer) => JSON.parse(bytes.toString()) as unknown,
});
const service = {
  Unary: method('Unary', false, false),
  Server: method('Server', false, true),
  Client: method('Client', true, false),
  Bidi: method('Bidi', true, true),
  Plain: method('Plain', false, false),
};
const path = (name: keyof typeof service) => service[name].path;

type Unary = grpc.ServerUnaryCall<string, string>;
const handlers = {
  async Unary(call: Unary, callback: grpc.sendUnaryData<string>) {
    clock.advance(250);
    switch (call.request) {
      case 'not found':
        callback({ code: grpc.status.NOT_FOUND, details: 'no such thing' });
        return;
      case 'reject':
        throw new Error('secret of the handler');
      case 'reject with a code':
        throw Object.assign(new Error('slow down'), { code: grpc.status.RESOURCE_EXHAUSTED });
      case 'answer, then reject':
        callback(null, 'answered');
        throw new Error('too late');
      case 'never':
        return;
      default:
        callback(null, call.request);
    }
  },
  Server(call: grpc.ServerWritableStream<string, string>) {
    if (call.request === 'throw') throw new Error('secret of the stream');
    call.write('one');
    call.write('two');
    if (call.request === 'fail') {
      call.emit('error', { code: grpc.status.ABORTED, details: 'enough' });
    } else call.end();
  },
  Client(call: grpc.ServerReadableStream<string, number>, callback: grpc.sendUnaryData<number>) {
    let count = 0;
    call.on('data', () => count++);
    call.on('end', () => callback(null, count));
  },
  Bidi(call: grpc.ServerDuplexStream<string, string>) {
    call.on('data', (text: string) => {
      if (text === 'throw') throw new Error('in a listener');
      call.write(text);
    });
    call.on('end', () => call.end());
  },
};

const server = new grpc.Server({ interceptors: jeeves.grpcServerInterceptors(grpc, options) });
server.addService(service, {
  ...jeeves.recoverGrpcHandlers(handlers, options),
  // Not recovered, as an application may leave it.
  Plain: () => {
    throw new Error('thrown at grpc-js');
  },
});
const port = await new Promise<number>((resolve, reject) =>
  server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
    error ? reject(error) : resolve(bound),
  ),
);
const client = new (grpc.makeClientConstructor(service, 'Engine'))(
  `127.0.0.1:${port}`,
  grpc.credentials.createInsecure(),
) as unknown as Record<string, (...args: unknown[]) => unknown> & { close(): void };

afterAll(() => {
  client.close();
  server.forceShutdown();
});

/** Calls a unary method: what it answers, or the code it ends with. */
function unary(name: string, request: unknown, more: object = {}): Promise<unknown> {
  return new Promise((resolve) =>
    client[name]?.(request, more, (error: grpc.ServiceError | null, value: unknown) =>
      resolve(error === null ? value : error.code),
    ),
  );
}

/** Reads a stream to its end: messages, and the code it ends with. */
function read(stream: grpc.ClientReadableStream<unknown>): Promise<unknown[]> {
  return new Promise((resolve) => {
    const seen: unknown[] = [];
    stream.on('data', (message) => seen.push(message));
    stream.on('error', () => {});
    stream.on('status', ({ code }) => resolve([...seen, code]));
  });
}

/** The one request that was counted, and how: polls, because a cancellation reaches the server later. */
async function counted(name: keyof typeof service, run: () => unknown): Promise<string[]> {
  const logged = log.length;
  const recorded = await changes(async () => {
    await run();
    await expect.poll(() => log.length, { timeout: 10_000 }).toBe(logged + 1);
  });
  const requests = Object.entries(recorded)
    .filter(([series]) => series.startsWith('jeeves_grpc_requests_total'))
    .map(([series, count]) => `${series} ${count}`);
  expect(recorded[`jeeves_grpc_request_duration_seconds_count{method="${path(name)}"}`]).toBe(1);
  return requests;
}

const once = (name: keyof typeof service, status: string) => [
  `jeeves_grpc_requests_total{method="${path(name)}",status="${status}"} 1`,
];

describe('a unary request', () => {
  it('is a success when it is answered', async () => {
    const recorded = await changes(async () => {
      expect(await unary('Unary', 'hello')).toBe('hello');
    });
    expect(recorded).toEqual({
      [`jeeves_grpc_requests_total{method="${path('Unary')}",status="success"}`]: 1,
      [`jeeves_grpc_request_duration_seconds_count{method="${path('Unary')}"}`]: 1,
      [`jeeves_grpc_request_duration_seconds_sum{method="${path('Unary')}"}`]: 0.25,
    });
    expect(log.at(-1)).toEqual({
      method: '/engine.v1.EngineService/Unary',
      status: 'success',
      durationSeconds: 0.25,
    });
  });

  it.each<[request: string, code: number, status: string]>([
    ['not found', 5, 'NOT_FOUND'],
    ['reject', 13, 'INTERNAL'],
    ['reject with a code', 8, 'RESOURCE_EXHAUSTED'],
    ['undeserializable', 13, 'INTERNAL'],
    ['unserializable', 13, 'INTERNAL'],
  ])('"%s" ends with code %i, which is counted as %s', async (request, code, status) => {
    const requests = await counted('Unary', async () => {
      expect(await unary('Unary', request)).toBe(code);
    });
    expect(requests).toEqual(once('Unary', status));
  });

  it('keeps its answer when the handler fails afterwards', async () => {
    const requests = await counted('Unary', async () => {
      expect(await unary('Unary', 'answer, then reject')).toBe('answered');
    });
    expect(requests).toEqual(once('Unary', 'success'));
  });

  it('is DEADLINE_EXCEEDED when the deadline passes', async () => {
    const requests = await counted('Unary', async () => {
      expect(await unary('Unary', 'never', { deadline: Date.now() + 50 })).toBe(4);
    });
    expect(requests).toEqual(once('Unary', 'DEADLINE_EXCEEDED'));
  });

  it('is CANCELLED when the client cancels', async () => {
    const requests = await counted('Unary', async () => {
      const call = client['Unary']?.('never', () => {}) as grpc.ClientUnaryCall;
      await new Promise((resolve) => setTimeout(resolve, 50));
      call.cancel();
    });
    expect(requests).toEqual(once('Unary', 'CANCELLED'));
  });

  it('is UNKNOWN when its handler throws at grpc-js', async () => {
    const requests = await counted('Plain', async () => {
      expect(await unary('Plain', 'x')).toBe(2);
    });
    expect(requests).toEqual(once('Plain', 'UNKNOWN'));
  });
});

describe('a streaming request', () => {
  it.each<[request: string, messages: unknown[], status: string]>([
    ['all', ['one', 'two', 0], 'success'],
    ['fail', ['one', 'two', 10], 'ABORTED'],
    ['throw', [13], 'INTERNAL'],
  ])('from the server, "%s", is counted once, at its end', async (request, messages, status) => {
    const requests = await counted('Server', async () => {
      const stream = client['Server']?.(request) as grpc.ClientReadableStream<unknown>;
      expect(await read(stream)).toEqual(messages);
    });
    expect(requests).toEqual(once('Server', status));
  });

  it('from the client is counted once, at its end', async () => {
    const requests = await counted('Client', async () => {
      const count = await new Promise((resolve) => {
        const stream = client['Client']?.((_error: unknown, value: unknown) =>
          resolve(value),
        ) as grpc.ClientWritableStream<string>;
        stream.write('a');
        stream.write('b');
        stream.end();
      });
      expect(count).toBe(2);
    });
    expect(requests).toEqual(once('Client', 'success'));
  });

  it('in both directions is counted once, at its end', async () => {
    const requests = await counted('Bidi', async () => {
      const stream = client['Bidi']?.() as grpc.ClientDuplexStream<string, string>;
      const seen = read(stream);
      stream.write('a');
      stream.write('b');
      stream.end();
      expect(await seen).toEqual(['a', 'b', 0]);
    });
    expect(requests).toEqual(once('Bidi', 'success'));
  });

  it('whose listener throws ends with INTERNAL, and the process goes on', async () => {
    const requests = await counted('Bidi', async () => {
      const stream = client['Bidi']?.() as grpc.ClientDuplexStream<string, string>;
      const seen = read(stream);
      stream.write('a');
      stream.write('throw');
      expect((await seen).at(-1)).toBe(13);
    });
    expect(requests).toEqual(once('Bidi', 'INTERNAL'));
  });
});

it('does not count a method that the server does not have', async () => {
  const stranger = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  const recorded = await changes(async () => {
    const code = await new Promise((resolve) =>
      stranger.makeUnaryRequest(
        '/engine.v1.EngineService/Guessed',
        json.serialize,
        json.deserialize,
        'x',
        (error) => resolve(error?.code),
      ),
    );
    expect(code).toBe(grpc.status.UNIMPLEMENTED);
  });
  stranger.close();
  expect(recorded).toEqual({});
});

it('reports what was answered with INTERNAL, which the client is not told', () => {
  expect(errors).toEqual([
    '/engine.v1.EngineService/Unary: secret of the handler',
    '/engine.v1.EngineService/Unary: too late',
    '/engine.v1.EngineService/Server: secret of the stream',
    '/engine.v1.EngineService/Bidi: in a listener',
  ]);
});

it('comes as recovery and metrics, and as logging when there is a log', () => {
  expect(jeeves.grpcServerInterceptors(grpc)).toHaveLength(2);
  expect(jeeves.grpcServerInterceptors(grpc, options)).toHaveLength(3);
});
