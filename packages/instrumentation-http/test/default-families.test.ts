import { once } from 'node:events';
import { createServer } from 'node:http';
import {
  createServer as createTlsServer,
  type RequestOptions,
  request as tlsRequest,
} from 'node:https';
import type { ConnectionOptions } from 'node:tls';
import { expect, it } from 'vitest';
import { defaultFamilies, instrumentHttpServer } from '../src/index.js';
import { close, listen, open, read, until } from './client.js';
import { recording } from './recording.js';

const duration = 'http.server.request.duration';
const active = 'http.server.active_requests';

it('records the stable attributes of the semantic conventions', async () => {
  const { meter, series } = recording();
  const handle = instrumentHttpServer({ meter });
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/broken' ? 503 : 200;
    if (request.url !== '/held') response.end();
  });
  const port = await listen(server);
  await (await fetch(`http://127.0.0.1:${port}/fine`)).text();
  await (await fetch(`http://127.0.0.1:${port}/broken`)).text();
  const old = await open(port);
  old.write('GET /fine HTTP/1.0\r\n\r\n');
  await read(old, /200/);
  const held = await open(port);
  held.write('GET /held HTTP/1.1\r\nhost: a\r\n\r\n');
  await until(async () => (await series(active))['http.request.method=GET,url.scheme=http'] === 1);
  held.destroy();
  await until(async () => Object.keys(await series(duration)).length === 4);

  const common = 'http.request.method=GET,http.route=';
  expect(await series(duration)).toEqual({
    [`${common}/fine,http.response.status_code=200,url.scheme=http,network.protocol.version=1.1`]: 1,
    [`${common}/broken,http.response.status_code=503,url.scheme=http,network.protocol.version=1.1,error.type=503`]: 1,
    [`${common}/fine,http.response.status_code=200,url.scheme=http,network.protocol.version=1.0`]: 1,
    [`${common}/held,url.scheme=http,network.protocol.version=1.1,error.type=aborted`]: 1,
  });
  expect(await series(active)).toEqual({ 'http.request.method=GET,url.scheme=http': 0 });
  await close(server);
  handle.disable();
});

it('tells https from http', async () => {
  const { meter, series } = recording();
  const handle = instrumentHttpServer({ meter });
  // A pre-shared key instead of a certificate: nothing secret to keep in the repository.
  const psk = Buffer.from('d731ef57be09e5204f0b205b60627028', 'hex');
  const tls = { ciphers: 'PSK', maxVersion: 'TLSv1.2' } as const;
  const server = createTlsServer({ ...tls, pskCallback: () => psk }, (_request, response) =>
    response.end('ok'),
  );
  const port = await listen(server);
  const options: ConnectionOptions & RequestOptions = {
    ...tls,
    port,
    host: '127.0.0.1',
    pskCallback: () => ({ psk, identity: 'test' }),
    checkServerIdentity: () => undefined,
  };
  const request = tlsRequest(options).end();
  const [response] = await once(request, 'response');
  response.resume();
  await once(response, 'end');
  await until(async () => Object.keys(await series(duration)).length === 1);
  expect(Object.keys(await series(duration))[0]).toContain('url.scheme=https');
  expect(await series(active)).toEqual({ 'http.request.method=GET,url.scheme=https': 0 });
  await close(server);
  handle.disable();
});

it('has the bounds that the semantic conventions advise', () => {
  expect(defaultFamilies.duration?.metric.buckets).toEqual([
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
  ]);
});
