import { createServer } from 'node:http';
import { type Instrumentation, registerInstrumentations } from '@opentelemetry/instrumentation';
import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import { HttpClientInstrumentation, HttpServerInstrumentation } from '../src/index.js';
import { close, listen, until } from './client.js';
import { clientFamilies, families, recording } from './recording.js';

const stops: (() => void)[] = [];

afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function oneRequest(): Promise<void> {
  const server = createServer((_request, response) => response.end());
  const port = await listen(server);
  await (await fetch(`http://127.0.0.1:${port}/asked`)).text();
  await close(server);
}

const counted = { 'method=GET,path=/asked,code=200': 1 };

describe('HttpServerInstrumentation', () => {
  it('has the official interface', () => {
    expectTypeOf<HttpServerInstrumentation>().toExtend<Instrumentation>();
  });

  it('records where registerInstrumentations says', async () => {
    const { meterProvider, series } = recording();
    const instrumentations = [new HttpServerInstrumentation({ families })];
    stops.push(registerInstrumentations({ instrumentations, meterProvider }));
    await oneRequest();
    await until(async () => Object.keys(await series('app.requests')).length === 1);
    expect(await series('app.requests')).toEqual(counted);
  });

  it('waits for enable() when it is told to, and stops at disable()', async () => {
    const { meterProvider, series } = recording();
    const instrumentation = new HttpServerInstrumentation({ families, enabled: false });
    instrumentation.setMeterProvider(meterProvider);
    await oneRequest();
    expect(await series('app.requests')).toEqual({});
    instrumentation.enable();
    instrumentation.enable();
    await oneRequest();
    await until(async () => Object.keys(await series('app.requests')).length === 1);
    instrumentation.disable();
    await oneRequest();
    expect(await series('app.requests')).toEqual(counted);
  });

  it('takes a new configuration while it records', async () => {
    const { meterProvider, series } = recording();
    const instrumentation = new HttpServerInstrumentation();
    stops.push(() => instrumentation.disable());
    instrumentation.setMeterProvider(meterProvider);
    instrumentation.setConfig({ families });
    expect(instrumentation.getConfig()).toEqual({ enabled: true, families });
    await oneRequest();
    await until(async () => Object.keys(await series('app.requests')).length === 1);
    expect(await series('http.server.request.duration')).toEqual({});
  });
});

describe('HttpClientInstrumentation', () => {
  it('has the official interface and records where registerInstrumentations says', async () => {
    expectTypeOf<HttpClientInstrumentation>().toExtend<Instrumentation>();
    const { meterProvider, series } = recording();
    const instrumentations = [new HttpClientInstrumentation({ families: clientFamilies })];
    stops.push(registerInstrumentations({ instrumentations, meterProvider }));
    await oneRequest();
    await until(async () => Object.keys(await series('out.requests')).length === 1);
    expect(Object.values(await series('out.requests'))).toEqual([1]);
  });
});
