import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type AppPort, serveOnAppPort } from '../src/serve/app-port.js';

let appPort: AppPort | undefined;
let server: Server | undefined;
afterEach(async () => {
  appPort?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
});

async function listen(onListen = (_url: string) => {}) {
  const seen: string[] = [];
  appPort = serveOnAppPort(
    { '/metrics': (_request, response) => void response.end('ours') },
    onListen,
  );
  server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    response.end('application');
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, seen };
}

async function send(port: number, method: string, path: string, headers = {}) {
  return new Promise<string>((resolve, reject) => {
    const sent = request({ port, method, path, headers }, async (response) => {
      let body = '';
      for await (const chunk of response) body += chunk;
      resolve(body);
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('metrics on the application port', () => {
  it.each([
    ['GET', '/metrics', 'ours'],
    ['GET', '/metrics?name[]=up', 'ours'],
    ['GET', '/metrics/', 'application'],
    ['GET', '/', 'application'],
    ['POST', '/metrics', 'application'],
    ['GET', '/%6detrics', 'application'],
  ])('%s %s is answered by: %s', async (method, path, who) => {
    const { port } = await listen();
    expect(await send(port, method, path)).toBe(who);
  });

  it('the application never sees a scrape, before and after the first', async () => {
    const { port, seen } = await listen();
    for (const path of ['/a', '/metrics', '/b', '/metrics']) await send(port, 'GET', path);
    expect(seen).toEqual(['GET /a', 'GET /b']);
  });

  it('says where it is when a server listens', async () => {
    const urls: string[] = [];
    const { port } = await listen((url) => urls.push(url));
    expect(urls).toEqual([`http://127.0.0.1:${port}/metrics`]);
    expect(appPort?.url).toBe(urls[0]);
  });

  it('knows where it is once a server was asked that listened before', async () => {
    server = createServer((_request, response) => void response.end('application'));
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    appPort = serveOnAppPort(
      { '/metrics': (_request, response) => void response.end('ours') },
      () => {},
    );
    expect(appPort.url).toBeUndefined();
    expect(await send(port, 'GET', '/metrics')).toBe('ours');
    expect(appPort.url).toBe(`http://127.0.0.1:${port}/metrics`);
  });

  it('answers pipelined requests in order', async () => {
    const { port } = await listen();
    const socket = connect(port, '127.0.0.1');
    const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
    socket.write(get('/a') + get('/metrics') + get('/b', 'Connection: close\r\n'));
    let text = '';
    for await (const chunk of socket) text += chunk;
    expect(text.match(/ours|application/g)).toEqual(['application', 'ours', 'application']);
  });

  it('takes Expect: 100-continue', async () => {
    const { port } = await listen();
    expect(await send(port, 'GET', '/metrics', { Expect: '100-continue' })).toBe('ours');
  });

  it('keeps a server as it is under requests that never reach it', async () => {
    const { port } = await listen();
    for (let index = 0; index < 20; index++) {
      const socket = connect(port, '127.0.0.1');
      socket.end('GET /metrics HTTP/1.1\r\nHost: x\r\nExpect: nonsense\r\n\r\n');
      socket.resume();
      await new Promise((resolve) => socket.once('close', resolve));
    }
    const first = server?.emit;
    expect(await send(port, 'GET', '/metrics')).toBe('ours');
    expect(server?.emit).toBe(first);
  });

  it('leaves a server alone that nobody asks for metrics', async () => {
    const { port } = await listen();
    await send(port, 'GET', '/');
    expect(Object.hasOwn(server as Server, 'emit')).toBe(false);
  });

  it('is gone after close', async () => {
    const { port } = await listen();
    appPort?.close();
    expect(await send(port, 'GET', '/metrics')).toBe('application');
  });
});
