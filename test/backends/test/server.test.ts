import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prometheusSpec } from '../src/backends/prometheus.ts';
import { type PrometheusBackend, prometheus, startPrometheus } from '../src/index.ts';
import { resolveBackend } from '../src/install/resolve.ts';
import { startServer } from '../src/servers/server.ts';
import { describeWithBackend } from '../src/vitest.ts';
import { dockerImage } from '../src/ways/docker.ts';
import { makeHost, type TestHost } from './host.ts';

const LISTEN = `
  require('node:http').createServer((_, response) => response.end(String(process.pid)))
    .listen(Number(process.argv[1]), '127.0.0.1', () => console.log('listening'));`;

describe('startServer', () => {
  it('takes other ports when one was taken between choice and use', async () => {
    let thief: Server | undefined;
    const tried: number[] = [];
    const server = await startServer({
      name: 'listener',
      path: process.execPath,
      ports: 1,
      async prepare(_folder, [port]) {
        tried.push(port!);
        if (thief === undefined) {
          thief = createServer();
          await new Promise<void>((done) => thief!.listen(port, '127.0.0.1', done));
        }
        return ['-e', LISTEN, String(port)];
      },
      ready: async ({ logs }) => logs().includes('listening'),
    });
    try {
      expect(tried).toHaveLength(2);
      expect(server.ports).toEqual([tried[1]]);
      expect((await fetch(`http://127.0.0.1:${tried[1]}`)).status).toBe(200);
    } finally {
      await server.stop();
      thief?.close();
    }
  });

  it('gives the last lines of a server that ends, and keeps nothing', async () => {
    let seen = '';
    const start = startServer({
      name: 'broken',
      path: process.execPath,
      ports: 0,
      async prepare(folder) {
        seen = folder;
        return ['-e', 'console.error("no disk"); process.exit(3)'];
      },
      ready: async () => false,
    });
    await expect(start).rejects.toThrow('broken ended with exit code 3. Its last lines:\nno disk');
    expect(existsSync(seen)).toBe(false);
  });

  it('says that a program cannot be started', async () => {
    const start = startServer({
      name: 'absent',
      path: '/nowhere/absent',
      ports: 0,
      prepare: async () => [],
      ready: async () => true,
    });
    await expect(start).rejects.toThrow(/could not be started[\s\S]*ENOENT/);
  });
});

describeWithBackend('what Docker runs', prometheus, (backend) => {
  let host: TestHost;
  beforeEach(() => {
    host = makeHost();
  });
  afterEach(() => host.remove());

  // A stand-in for the engine, which tests cannot count on: it runs the program that
  // the entry point names on this machine, with the arguments after the image.
  const ENGINE = (bin: string) => `
case $1 in version | pull) exit 0 ;; esac
while [ "$1" != example/prometheus:v1 ]; do
  if [ "$1" = --entrypoint ]; then entry=$2; fi
  shift
done
shift
exec "${bin}/$entry" "$@"`;

  it('starts, serves and stops as any other', async () => {
    host.command('docker', ENGINE(dirname(backend().path)));
    const image = dockerImage({
      product: 'prometheus',
      image: 'example/prometheus:v1',
      commands: { prometheus: 'prometheus', promtool: 'promtool' },
    });
    const path = [host.env['PATH'], process.env['PATH']].join(':');
    const machine = { ...host, env: { ...process.env, PATH: path } };
    const spec = { ...prometheusSpec, commands: {}, ways: [image] };
    const found = await resolveBackend(spec, machine);
    expect(found.how).toBe('docker');

    const launched: PrometheusBackend = { ...found, promtoolPath: found.tools['promtool']! };
    const before = process.env['PATH'];
    process.env['PATH'] = path;
    try {
      const server = await startPrometheus({ backend: launched });
      expect(await server.query('vector(1)')).toMatchObject([{ value: 1 }]);
      await server.stop();
      expect(existsSync(join(server.folder))).toBe(false);
      await expect(server.query('1')).rejects.toThrow('ECONNREFUSED');
    } finally {
      process.env['PATH'] = before;
    }
  });
});
