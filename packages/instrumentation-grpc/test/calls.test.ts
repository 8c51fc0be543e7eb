import http2 from 'node:http2';
import * as newest from '@grpc/grpc-js';
import * as oldest from 'grpc-js-1.10';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GrpcInstrumentationHandle, instrumentGrpc } from '../src/index.js';
import { recording } from './recording.js';
import {
  callPath,
  cases,
  type GrpcJs,
  hear,
  prefix,
  type Service,
  startService,
} from './service.js';

/** The codes that are a server's own failure; the others are a client's. */
const serverFailures = [
  'UNKNOWN',
  'DEADLINE_EXCEEDED',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
];

const unary = `${prefix.slice(1)}Unary`;

describe.each([
  ['1.14', newest],
  ['1.10', oldest as unknown as GrpcJs],
])('with @grpc/grpc-js %s', (_version, grpc) => {
  let handle: GrpcInstrumentationHandle;
  let service: Service;
  let recorded: ReturnType<typeof recording>;
  const errors: unknown[] = [];

  beforeEach(async () => {
    recorded = recording();
    const { meter, meterProvider } = recorded;
    const onError = (error: unknown) => void errors.push(error);
    handle = instrumentGrpc({ meter, meterProvider, grpc, onError });
    service = await startService(grpc);
  });

  afterEach(() => {
    service.stop();
    handle.disable();
    expect(errors).toEqual([]);
  });

  it.each(cases)('$name $what is counted once on each side', async (call) => {
    await hear(service.client, call);
    const method = `${prefix.slice(1)}${call.name}`;
    const clientError = call.client === 'OK' ? '' : ` ${call.client}`;
    expect(await recorded.calls('client')).toEqual({
      [`${method} ${call.client}${clientError}`]: 1,
    });
    if (call.server.length === 0) {
      await expect
        .poll(async () => Object.keys(await recorded.calls('server')).length < 2)
        .toBe(true);
      return;
    }
    // A cancellation reaches the server later.
    await expect.poll(async () => Object.values(await recorded.calls('server'))).toEqual([1]);
    const expected = call.server.map(
      (code) => `${method} ${code}${serverFailures.includes(code) ? ` ${code}` : ''}`,
    );
    expect(expected).toContain(Object.keys(await recorded.calls('server'))[0]);
  });

  it('calls to methods that the server does not have share one name there', async () => {
    for (const name of ['Guessed', 'GuessedAgain']) {
      expect(await callPath(service.client, `${prefix}${name}`)).toBe(12);
    }
    expect(await recorded.calls('server')).toEqual({ '_OTHER UNIMPLEMENTED UNIMPLEMENTED': 2 });
  });

  it('says where a client’s calls went', async () => {
    await hear(service.client, { name: 'Unary', requests: ['hello'] });
    const [point] = await recorded.points('rpc.client.call.duration');
    expect(point?.attributes).toEqual({
      'rpc.system.name': 'grpc',
      'rpc.method': unary,
      'rpc.status_code': 'OK',
      'server.address': '127.0.0.1',
      'server.port': service.port,
    });
  });

  it('a stream lasts until its end', async () => {
    await hear(service.client, { name: 'Server', requests: ['never'], cancelAfterMillis: 120 });
    await expect
      .poll(async () => (await recorded.points('rpc.server.call.duration')).length)
      .toBe(1);
    for (const side of ['server', 'client']) {
      const points = await recorded.points(`rpc.${side}.call.duration`);
      const [seconds] = points.map(({ value }) => (value as { sum: number }).sum);
      expect(seconds).toBeGreaterThan(0.1);
      expect(seconds).toBeLessThan(20);
    }
  });

  it('a server that is away is UNAVAILABLE to the client', async () => {
    const stranger = new grpc.Client('127.0.0.1:1', grpc.credentials.createInsecure());
    expect(await callPath(stranger, `${prefix}Unary`)).toBe(14);
    stranger.close();
    expect(await recorded.calls('client')).toEqual({ [`${unary} UNAVAILABLE UNAVAILABLE`]: 1 });
    expect(await recorded.calls('server')).toEqual({});
  });

  it('a connection that is lost ends its calls on both sides, each once', async () => {
    let reached = 0;
    const reach = () => {
      reached += 1;
    };
    const lost = await startService(grpc, { implementation: { Unary: reach, Server: reach } });
    const heard = [
      hear(lost.client, { name: 'Unary', requests: ['x'] }),
      hear(lost.client, { name: 'Server', requests: ['x'] }),
    ];
    await expect.poll(() => reached).toBe(2);
    lost.server.forceShutdown();
    await Promise.all(heard);
    lost.stop();
    expect(Object.values(await recorded.calls('client'))).toEqual([1, 1]);
    await expect.poll(async () => Object.values(await recorded.calls('server'))).toEqual([1, 1]);
    expect(Object.keys(await recorded.calls('server'))).toEqual([
      `${unary} CANCELLED`,
      `${prefix.slice(1)}Server CANCELLED`,
    ]);
  });

  it('a server that shuts down lets a call end, which is counted as it ends', async () => {
    const stream = service.client['Bidi']?.() as newest.ClientDuplexStream<string, string>;
    stream.write('a');
    await new Promise((resolve) => stream.once('data', resolve));
    const shut = new Promise((resolve) => service.server.tryShutdown(resolve));
    stream.end();
    stream.resume();
    await shut;
    const bidi = { [`${prefix.slice(1)}Bidi OK`]: 1 };
    expect(await recorded.calls('server')).toEqual(bidi);
    await expect.poll(() => recorded.calls('client')).toEqual(bidi);
  });

  it('a call that grpc-js retries is one of the client, and each attempt one of the server', async () => {
    let attempts = 0;
    const failing = await startService(grpc, {
      implementation: {
        Unary: (_call: unknown, callback: (error: object | null, value?: unknown) => void) => {
          attempts += 1;
          callback(attempts < 3 ? { code: 14, details: 'try again' } : null, 'done');
        },
      },
    });
    const retryPolicy = {
      maxAttempts: 4,
      initialBackoff: '0.01s',
      maxBackoff: '0.01s',
      backoffMultiplier: 1,
      retryableStatusCodes: ['UNAVAILABLE'],
    };
    const client = failing.newClient({
      'grpc.service_config': JSON.stringify({ methodConfig: [{ name: [{}], retryPolicy }] }),
    });
    expect(await hear(client, { name: 'Unary', requests: ['x'] })).toContain('answer "done"');
    failing.stop();
    expect(await recorded.calls('client')).toEqual({ [`${unary} OK`]: 1 });
    expect(await recorded.calls('server')).toEqual({
      [`${unary} UNAVAILABLE UNAVAILABLE`]: 2,
      [`${unary} OK`]: 1,
    });
  });

  it('an OK without a message has failed, whatever grpc-js makes of it', async () => {
    const odd = http2.createServer();
    odd.on('stream', (stream) =>
      stream.respond(
        { ':status': 200, 'content-type': 'application/grpc+proto', 'grpc-status': '0' },
        { endStream: true },
      ),
    );
    await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve));
    const { port } = odd.address() as { port: number };
    const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    // 1.10 calls it INTERNAL.
    expect([12, 13]).toContain(await callPath(client, `${prefix}Unary`));
    client.close();
    odd.close();
    expect(await recorded.calls('client')).toEqual({ [`${unary} UNIMPLEMENTED UNIMPLEMENTED`]: 1 });
  });

  it('what exporters of telemetry send is not the application’s', async () => {
    await callPath(
      service.client,
      '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
    );
    expect(await recorded.calls('client')).toEqual({});
  });

  it('nothing is counted after disable()', async () => {
    handle.disable();
    handle.disable();
    await hear(service.client, { name: 'Unary', requests: ['hello'] });
    await callPath(service.client, `${prefix}Guessed`);
    expect(await recorded.calls('client')).toEqual({});
    expect(await recorded.calls('server')).toEqual({});
  });
});
