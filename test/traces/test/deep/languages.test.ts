import { join } from 'node:path';
import {
  type JaegerServer,
  type JaegerTrace,
  jaeger,
  pythonGrpc,
  startJaeger,
  waitFor,
} from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { type SpanNode, treeOf } from '@obs-test/fleet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Program, startProgram } from '../../src/program.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');
const kinds = ['Unary', 'ServerStream', 'ClientStream', 'Duplex'] as const;
const backends = async () => ({ jaeger: await jaeger(), python: await pythonGrpc() });

describeWithBackend('a trace over gRPC', backends, (found) => {
  let traces: JaegerServer;
  let node: Program;
  let python: Program;
  let ports: { grpc: string; http: string; python: string };
  const variables = (name: string) => ({
    OTEL_SERVICE_NAME: name,
    OTEL_EXPORTER_OTLP_ENDPOINT: traces.otlpHttpUrl,
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_BSP_SCHEDULE_DELAY: '200',
  });
  const startPython = (...args: string[]) =>
    startProgram(found().python.path, [join(fixtures, 'greeter.py'), ...args], {
      cwd: fixtures,
      env: variables('python'),
    });

  beforeAll(async () => {
    traces = await startJaeger();
    node = startProgram(process.execPath, ['--import', '@obs/auto', 'greeter.mjs'], {
      cwd: fixtures,
      env: variables('node'),
    });
    python = startPython('serve');
    const [, grpc = '', http = ''] = await node.says(/grpc on port (\d+), http on port (\d+)/);
    const [, port = ''] = await python.says(/listening on port (\d+)/);
    ports = { grpc, http, python: port };
  });
  afterAll(async () => {
    await node?.end('SIGKILL');
    await python?.end('SIGKILL');
    await traces?.stop();
  });

  /** The trace, once it has this many spans. */
  async function tree(id: string, spans: number): Promise<readonly SpanNode[]> {
    const trace = await waitFor(
      async () => {
        const trace = await traces.trace(id);
        if (trace?.spans.length === spans) return trace;
        throw new Error(`there are: ${listed(trace)}`);
      },
      { what: `${spans} spans of ${id}` },
    );
    return treeOf(trace);
  }

  function listed(trace: JaegerTrace | undefined): string {
    const spans = trace?.spans ?? [];
    const names = spans.map(({ processID, operationName, spanID }) =>
      [trace?.processes[processID]?.serviceName, operationName, spanID].join(' '),
    );
    return names.join(', ') || 'none';
  }

  /** From the first span down, one child each. */
  function chain(roots: readonly SpanNode[]): object[] {
    expect(roots.length).toBeLessThan(2);
    return roots.flatMap(({ service, kind, isError, children }) => [
      { service, kind, isError },
      ...chain(children),
    ]);
  }

  it.each(kinds)('goes on from Node in Python: %s', async (kind) => {
    const id = `${kinds.indexOf(kind) + 1}`.padStart(32, 'b');
    const url = `http://127.0.0.1:${ports.http}/${kind}?to=127.0.0.1:${ports.python}`;
    const response = await fetch(url, {
      headers: { traceparent: `00-${id}-00f067aa0ba902b7-01` },
    });
    expect([response.status, await response.text()]).toEqual([
      200,
      expect.stringContaining('node'),
    ]);
    expect(chain(await tree(id, 3))).toEqual([
      { service: 'node', kind: 'server', isError: false },
      { service: 'node', kind: 'client', isError: false },
      { service: 'python', kind: 'server', isError: false },
    ]);
  });

  it('goes on from Python in Node, for every kind of method', async () => {
    const client = startPython('call', `127.0.0.1:${ports.grpc}`);
    await client.says(/Duplex .*\n/);
    for (const kind of kinds) {
      const [, id = '', text] = new RegExp(`${kind} (\\w+) (.*)`).exec(client.text()) ?? [];
      expect(text, kind).toContain('python');
      expect(chain(await tree(id, 3)), kind).toEqual([
        { service: 'python', kind: 'internal', isError: false },
        { service: 'python', kind: 'client', isError: false },
        { service: 'node', kind: 'server', isError: false },
      ]);
    }
    expect(await client.end('SIGTERM')).toBeDefined();
  });
});
