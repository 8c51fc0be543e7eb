import * as newest from '@grpc/grpc-js';
import * as oldest from 'grpc-js-1.10';
import { describe, expect, it } from 'vitest';
import { instrumentGrpc } from '../src/index.js';
import { recording } from './recording.js';
import { cases, type GrpcJs, hear, startService } from './service.js';

/** What an application sees of every call: answers, errors, events, their order, on both sides. */
async function seenBy(grpc: GrpcJs): Promise<Record<string, readonly string[]>> {
  const seen: Record<string, readonly string[]> = {};
  for (const call of cases) {
    const onServer: string[] = [];
    const service = await startService(grpc, { seen: (event) => onServer.push(event) });
    const heard = await hear(service.client, call);
    service.stop();
    // grpc-js tells every handler at last that its call is over.
    const count = (word: string) => onServer.filter((event) => event.endsWith(word)).length;
    await expect.poll(() => count('cancelled')).toBe(count('called'));
    // How long a deadline took differs from run to run.
    const same = heard.map((line) => line.replace(/Deadline exceeded.*/, 'Deadline exceeded'));
    seen[`${call.name} ${call.what}`] = [...same, ...onServer];
  }
  return seen;
}

describe.each([
  ['1.14', newest],
  ['1.10', oldest as unknown as GrpcJs],
])('with @grpc/grpc-js %s', (_version, grpc) => {
  it('an application sees the same with the instrumentation and without', async () => {
    const bare = await seenBy(grpc);
    const { meter, meterProvider } = recording();
    const handle = instrumentGrpc({ meter, meterProvider, grpc });
    const instrumented = await seenBy(grpc);
    handle.disable();
    expect(Object.keys(bare).length).toBe(cases.length);
    expect(instrumented).toEqual(bare);
  }, 30_000);

  it('a client whose stream errors nobody hears throws them as before', async () => {
    const uncaught = async () => {
      const service = await startService(grpc);
      const stream = service.client['Server']?.('fail') as newest.ClientReadableStream<unknown>;
      const before = process.listeners('uncaughtException');
      process.removeAllListeners('uncaughtException');
      const error = await new Promise<{ code?: number; details?: string }>((resolve) => {
        process.once('uncaughtException', resolve as (error: Error) => void);
        stream.on('data', () => {});
      });
      for (const listener of before) process.on('uncaughtException', listener);
      service.stop();
      return [error.code, error.details];
    };
    const bare = await uncaught();
    const { meter, meterProvider } = recording();
    const handle = instrumentGrpc({ meter, meterProvider, grpc });
    const instrumented = await uncaught();
    handle.disable();
    expect(bare).toEqual([10, 'enough']);
    expect(instrumented).toEqual(bare);
  });

  it('what is thrown at a caller is what it was', () => {
    const { meter, meterProvider } = recording();
    const thrown = () => {
      const client = new grpc.Client('127.0.0.1:1', grpc.credentials.createInsecure());
      const both = { interceptors: [() => {}], interceptor_providers: [() => {}] };
      const messages = [
        () => client.makeUnaryRequest('/a/B', Buffer.from, String, '', {} as never),
        () => client.makeUnaryRequest('/a/B', Buffer.from, String, '', null as never, () => {}),
        () => client.makeUnaryRequest('/a/B', Buffer.from, String, '', both as never, () => {}),
        () => client.makeBidiStreamRequest('/a/B', Buffer.from, String, both as never),
        () => {
          client.close();
          client.makeUnaryRequest('/a/B', Buffer.from, String, '', () => {});
        },
      ].map((call) => {
        try {
          call();
          return 'nothing';
        } catch (error) {
          return String(error);
        }
      });
      return messages;
    };
    const bare = thrown();
    const handle = instrumentGrpc({ meter, meterProvider, grpc });
    const instrumented = thrown();
    handle.disable();
    expect(bare.filter((message) => message !== 'nothing').length).toBeGreaterThan(3);
    expect(instrumented).toEqual(bare);
  });

  it('leaves the classes as they were after disable()', () => {
    const state = () =>
      [grpc.Server.prototype, grpc.Client.prototype].map((prototype) =>
        Object.getOwnPropertyDescriptors(prototype),
      );
    const bare = state();
    const { meter, meterProvider } = recording();
    const handle = instrumentGrpc({ meter, meterProvider, grpc });
    expect(state()).not.toEqual(bare);
    handle.disable();
    const functions = (all: ReturnType<typeof state>) =>
      all.map((properties) => Object.values(properties).map(({ value }) => value));
    expect(functions(state())).toEqual(functions(bare));
  });
});
