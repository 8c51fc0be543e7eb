import * as grpc from '@grpc/grpc-js';
import { type Instrumentation, registerInstrumentations } from '@opentelemetry/instrumentation';
import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import { defaultFamilies, GrpcInstrumentation } from '../src/index.js';
import { recording } from './recording.js';
import { hear, prefix, startService } from './service.js';

const stops: (() => void)[] = [];

afterEach(() => {
  for (const stop of stops.splice(0).reverse()) stop();
});

const hello = { name: 'Unary', requests: ['hello'] } as const;
const ok = (count: number) => ({ [`${prefix.slice(1)}Unary OK`]: count });

async function service() {
  const started = await startService(grpc);
  stops.push(started.stop);
  return started;
}

describe('GrpcInstrumentation', () => {
  it('has the official interface', () => {
    expectTypeOf<GrpcInstrumentation>().toExtend<Instrumentation>();
  });

  it('records where registerInstrumentations says, though the module was loaded before', async () => {
    const { meterProvider, calls } = recording();
    const instrumentations = [new GrpcInstrumentation()];
    stops.push(registerInstrumentations({ instrumentations, meterProvider }));
    await hear((await service()).client, hello);
    expect(await calls('server')).toEqual(ok(1));
    expect(await calls('client')).toEqual(ok(1));
  });

  it('waits for enable() when it is told to, stops at disable(), and goes on', async () => {
    const { meterProvider, calls } = recording();
    const instrumentation = new GrpcInstrumentation({ enabled: false });
    stops.push(() => instrumentation.disable());
    instrumentation.setMeterProvider(meterProvider);
    await hear((await service()).client, hello);
    expect(await calls('server')).toEqual({});
    instrumentation.enable();
    instrumentation.enable();
    const { client } = await service();
    await hear(client, hello);
    instrumentation.disable();
    await hear(client, hello);
    expect(await calls('server')).toEqual(ok(1));
    instrumentation.enable();
    await hear(client, hello);
    expect(await calls('server')).toEqual(ok(2));
    expect(await calls('client')).toEqual(ok(2));
  });

  it('follows its meter provider and its configuration, also for servers that are bound', async () => {
    const [before, after] = [recording(), recording()];
    const instrumentation = new GrpcInstrumentation();
    stops.push(() => instrumentation.disable());
    instrumentation.setMeterProvider(before.meterProvider);
    const { client } = await service();
    await hear(client, hello);
    instrumentation.setMeterProvider(after.meterProvider);
    await hear(client, hello);
    const { server } = defaultFamilies;
    const families = server === undefined ? {} : { server };
    instrumentation.setConfig({ families });
    expect(instrumentation.getConfig()).toEqual({ enabled: true, families });
    await hear(client, hello);
    expect(await before.calls('server')).toEqual(ok(1));
    expect(await before.calls('client')).toEqual(ok(1));
    expect(await after.calls('server')).toEqual(ok(2));
    expect(await after.calls('client')).toEqual(ok(1));
  });
});
