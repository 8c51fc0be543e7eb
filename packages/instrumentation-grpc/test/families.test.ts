import * as grpc from '@grpc/grpc-js';
import { jeeves } from '@obs/semconv';
import { afterEach, describe, expect, it } from 'vitest';
import { type GrpcFamilies, instrumentGrpc } from '../src/index.js';
import { recording } from './recording.js';
import { callPath, hear, prefix, startService } from './service.js';

const stops: (() => void)[] = [];

afterEach(() => {
  for (const stop of stops.splice(0).reverse()) stop();
});

const families: GrpcFamilies = {
  server: {
    requests: { metric: jeeves.metrics.grpcRequests, labels: { path: 'method', status: 'status' } },
    duration: { metric: jeeves.metrics.grpcRequestDuration, labels: { path: 'method' } },
  },
};

describe('families', () => {
  it('give other names and labels, and leave out a side', async () => {
    const { meter, meterProvider, series } = recording();
    stops.push(instrumentGrpc({ meter, meterProvider, grpc, families }).disable);
    const service = await startService(grpc);
    stops.push(service.stop);
    await hear(service.client, { name: 'Unary', requests: ['hello'] });
    await hear(service.client, { name: 'Unary', requests: ['not found'] });
    await callPath(service.client, `${prefix}Guessed`);
    expect(await series('jeeves.grpc.requests', 'method', 'status')).toEqual({
      '/engine.v1.EngineService/Unary success': 1,
      '/engine.v1.EngineService/Unary NOT_FOUND': 1,
      '_OTHER UNIMPLEMENTED': 1,
    });
    expect(await series('jeeves.grpc.request.duration', 'method')).toEqual({
      '/engine.v1.EngineService/Unary': 2,
      _OTHER: 1,
    });
    expect(await series('rpc.client.call.duration')).toEqual({});
    expect(await series('rpc.server.call.duration')).toEqual({});
  });

  it.each<[what: string, labels: object, message: RegExp]>([
    [
      'fills too little',
      { path: 'method' },
      /server\.requests.*"status" is declared but not filled/,
    ],
    [
      'fills what is not declared',
      { path: 'method', status: 'status', system: 'system' },
      /"system" is filled but not declared.*OBS_GRPC_LABELS/,
    ],
  ])('are refused when one %s', (_what, labels, message) => {
    const { meter } = recording();
    const wrong = { server: { requests: { metric: jeeves.metrics.grpcRequests, labels } } };
    expect(() => instrumentGrpc({ meter, grpc, families: wrong })).toThrow(message);
  });
});

describe('limits', () => {
  it('methods past maxMethods share a name, targets past maxTargets have no address', async () => {
    const { meter, meterProvider, series } = recording();
    const limits = { maxMethods: 2, maxTargets: 1 };
    stops.push(instrumentGrpc({ meter, meterProvider, grpc, ...limits }).disable);
    const [one, another] = [await startService(grpc), await startService(grpc)];
    stops.push(one.stop, another.stop);
    for (const name of ['A', 'B', 'C', 'D', 'A']) await callPath(one.client, `/x.Y/${name}`);
    await callPath(another.client, '/x.Y/A');
    expect(await series('rpc.client.call.duration', 'rpc.method', 'server.port')).toEqual({
      [`x.Y/A ${one.port}`]: 2,
      [`x.Y/B ${one.port}`]: 1,
      [`_OTHER ${one.port}`]: 2,
      'x.Y/A': 1,
    });
  });

  it.each([-1, 0.5, 10_001, Number.NaN])('%s is refused', (limit) => {
    const { meter } = recording();
    expect(() => instrumentGrpc({ meter, grpc, maxMethods: limit })).toThrow(/OBS_GRPC_LIMIT/);
    expect(() => instrumentGrpc({ meter, grpc, maxTargets: limit })).toThrow(/OBS_GRPC_LIMIT/);
  });
});

describe('what is not grpc-js', () => {
  it.each([
    ['another server', { Server: class {}, Client: grpc.Client, credentials: grpc.credentials }],
    ['another client', { Server: grpc.Server, Client: class {}, credentials: grpc.credentials }],
  ])('%s is refused, and nothing is left patched', (_what, other) => {
    const { meter } = recording();
    const prototype = grpc.Server.prototype as unknown as { _setupHandlers: unknown };
    const before = prototype._setupHandlers;
    expect(() => instrumentGrpc({ meter, grpc: other })).toThrow(/OBS_GRPC_MODULE/);
    expect(prototype._setupHandlers).toBe(before);
  });
});
