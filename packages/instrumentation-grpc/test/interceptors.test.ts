import * as grpc from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from 'vitest';
import {
  claimServerCall,
  grpcInterceptors,
  instrumentGrpc,
  onServerCallEnd,
} from '../src/index.js';
import { recording } from './recording.js';
import { hear, prefix, startService } from './service.js';

const stops: (() => void)[] = [];

afterEach(() => {
  for (const stop of stops.splice(0).reverse()) stop();
});

const unary = `${prefix.slice(1)}Unary`;
const hello = { name: 'Unary', requests: ['hello'] } as const;

/** Records all calls, until the end of the test. */
function instrumented(more: object = {}) {
  const recorded = recording();
  const { meter, meterProvider } = recorded;
  const { disable } = instrumentGrpc({ meter, meterProvider, grpc, ...more });
  stops.push(disable);
  return recorded;
}

async function service(options?: Parameters<typeof startService>[1]) {
  const started = await startService(grpc, options);
  stops.push(started.stop);
  return started;
}

/** Passes everything on, and notes that it was there. */
const noting =
  (notes: string[], name: string): grpc.Interceptor =>
  (options, nextCall) => {
    notes.push(name);
    return new grpc.InterceptingCall(nextCall(options));
  };

describe('interceptors of the application', () => {
  it('of a client, of a call, and providers of both are called as before', async () => {
    const { calls } = instrumented();
    const notes: string[] = [];
    const { newClient } = await service();
    const ofClient = newClient({ interceptors: [noting(notes, 'client')] });
    const byProvider = newClient({ interceptor_providers: [() => noting(notes, 'provider')] });
    await hear(ofClient, hello);
    await hear(ofClient, { ...hello, options: { interceptors: [noting(notes, 'call')] } });
    await hear(byProvider, hello);
    await hear(byProvider, {
      ...hello,
      options: { interceptor_providers: [() => noting(notes, 'provider of the call')] },
    });
    expect(notes).toEqual(['client', 'call', 'provider', 'provider of the call']);
    expect(await calls('client')).toEqual({ [`${unary} OK`]: 4 });
  });

  it('may retry: it is one call', async () => {
    const { calls } = instrumented();
    let attempts = 0;
    const { newClient } = await service({
      implementation: {
        Unary(_call: unknown, callback: (error: object | null, value?: unknown) => void) {
          attempts += 1;
          callback(attempts < 3 ? { code: 14 } : null, 'at last');
        },
      },
    });
    const retrying: grpc.Interceptor = (options, nextCall) => {
      let request: unknown;
      return new grpc.InterceptingCall(nextCall(options), {
        start(metadata, _listener, next) {
          let answer: unknown;
          let handOnMessage: (message: unknown) => void;
          next(metadata, {
            onReceiveMessage(message, handOn) {
              answer = message;
              handOnMessage = handOn;
            },
            onReceiveStatus(first, handOn) {
              const ended = (status: grpc.StatusObject) => {
                if (status.code === grpc.status.OK) {
                  handOnMessage(answer);
                  handOn(status);
                  return;
                }
                const again = nextCall(options);
                again.start(metadata, {
                  onReceiveMessage: (message) => {
                    answer = message;
                  },
                  onReceiveStatus: ended,
                });
                again.sendMessage(request);
                again.halfClose();
              };
              ended(first);
            },
          });
        },
        sendMessage(message, next) {
          request = message;
          next(message);
        },
      });
    };
    const client = newClient({ interceptors: [retrying] });
    expect(await hear(client, hello)).toContain('answer "at last"');
    expect(await calls('client')).toEqual({ [`${unary} OK`]: 1 });
    expect(await calls('server')).toEqual({
      [`${unary} UNAVAILABLE UNAVAILABLE`]: 2,
      [`${unary} OK`]: 1,
    });
  });

  it('may answer by itself, and change the status: what the caller sees counts', async () => {
    const { calls } = instrumented();
    const { newClient } = await service();
    const client = newClient({
      interceptors: [
        ((options, nextCall) =>
          new grpc.InterceptingCall(nextCall(options), {
            start: (metadata, _listener, next) =>
              next(metadata, {
                onReceiveStatus: (status, handOn) =>
                  handOn({ ...status, code: grpc.status.DATA_LOSS, details: 'changed' }),
              }),
          })) as grpc.Interceptor,
      ],
    });
    expect(await hear(client, hello)).toContain('status 15 "changed"');
    expect(await calls('client')).toEqual({ [`${unary} DATA_LOSS DATA_LOSS`]: 1 });
  });

  it('of a server may refuse before the handler', async () => {
    const { calls } = instrumented();
    const refusing: grpc.ServerInterceptor = (_method, call) =>
      new grpc.ServerInterceptingCall(call, {
        start(next) {
          next({
            onReceiveMetadata: () => call.sendStatus({ code: 16, details: 'who are you' }),
          });
        },
      });
    const { client } = await service({ server: { interceptors: [refusing] } });
    expect(await hear(client, hello)).toContain('status 16 "who are you"');
    expect(await calls('server')).toEqual({ [`${unary} UNAUTHENTICATED`]: 1 });
  });
});

describe('grpcInterceptors', () => {
  it('record the servers and clients that have them, and no others', async () => {
    const { meter, meterProvider, calls, points } = recording();
    const { serverInterceptor, clientInterceptor } = grpcInterceptors({ meter, meterProvider });
    const watched = await service({ server: { interceptors: [serverInterceptor] } });
    const other = await service();
    const target = `localhost:${watched.port}`;
    await hear(watched.newClient({ interceptors: [clientInterceptor(target)] }), hello);
    await hear(watched.client, hello);
    await hear(other.client, hello);
    expect(await calls('server')).toEqual({ [`${unary} OK`]: 2 });
    expect(await calls('client')).toEqual({ [`${unary} OK`]: 1 });
    const [point] = await points('rpc.client.call.duration');
    expect(point?.attributes).toMatchObject({
      'server.address': 'localhost',
      'server.port': watched.port,
    });
  });

  it('have no address when they are told no target', async () => {
    const { meter, meterProvider, points } = recording();
    const { clientInterceptor } = grpcInterceptors({ meter, meterProvider });
    const { newClient } = await service();
    await hear(newClient({ interceptors: [clientInterceptor()] }), hello);
    const [point] = await points('rpc.client.call.duration');
    expect(Object.keys(point?.attributes ?? {})).toEqual([
      'rpc.system.name',
      'rpc.method',
      'rpc.status_code',
    ]);
  });
});

describe('two that record the same family', () => {
  it('into one provider count a call once', async () => {
    const { meter, meterProvider, calls } = instrumented();
    stops.push(instrumentGrpc({ meter, meterProvider, grpc }).disable);
    const { serverInterceptor, clientInterceptor } = grpcInterceptors({ meter, meterProvider });
    const { newClient } = await service({ server: { interceptors: [serverInterceptor] } });
    await hear(newClient({ interceptors: [clientInterceptor()] }), hello);
    expect(await calls('server')).toEqual({ [`${unary} OK`]: 1 });
    expect(await calls('client')).toEqual({ [`${unary} OK`]: 1 });
  });

  it('into two providers both count it', async () => {
    const [one, another] = [instrumented(), instrumented()];
    const { client } = await service();
    await hear(client, hello);
    for (const { calls } of [one, another]) {
      expect(await calls('server')).toEqual({ [`${unary} OK`]: 1 });
      expect(await calls('client')).toEqual({ [`${unary} OK`]: 1 });
    }
  });
});

describe('for interceptors that record on their own', () => {
  it('onServerCallEnd tells the code once, and claimServerCall whose it is', async () => {
    const { meterProvider, calls } = instrumented();
    const ended: number[] = [];
    const claims: boolean[] = [];
    const own: grpc.ServerInterceptor = (_method, call) => {
      claims.push(
        claimServerCall(call, meterProvider, ['rpc.server.call.duration']),
        claimServerCall(call, meterProvider, ['engine.calls']),
        claimServerCall(call, meterProvider, ['engine.calls']),
        claimServerCall(call, {}, ['rpc.server.call.duration']),
      );
      onServerCallEnd(call, (code) => ended.push(code));
      onServerCallEnd(call, () => {
        throw new Error('a listener that fails is not the call');
      });
      return new grpc.ServerInterceptingCall(call);
    };
    const { client } = await service({ server: { interceptors: [own] } });
    expect(await hear(client, { name: 'Unary', requests: ['not found'] })).toContain(
      'status 5 "no such thing"',
    );
    expect(claims).toEqual([false, true, false, true]);
    expect(ended).toEqual([5]);
    expect(await calls('server')).toEqual({ [`${unary} NOT_FOUND`]: 1 });
  });

  it('says so when it is given something else', () => {
    expect(() => onServerCallEnd({} as never, () => {})).toThrow(/OBS_GRPC_MODULE/);
  });
});
