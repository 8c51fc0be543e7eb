import {
  type JaegerServer,
  type JaegerTrace,
  jaeger,
  type PrometheusServer,
  prometheus3,
  startJaeger,
  startPrometheus,
  waitFor,
} from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { type Fleet, flatten, type SpanNode, startFleet, treeOf } from '@obs-test/fleet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const backends = async () => [await jaeger(), await prometheus3()];

/** A span as the tests write it: name, service, kind, error, children. */
type Shape = readonly [name: string, service: string, kind: string, error: boolean, ...Shape[]];

function shapeOf({ name, service, kind, isError, children }: SpanNode): Shape {
  return [name, service, kind, isError, ...children.map(shapeOf)];
}

const method = (name: string) => `grpc.engine.v1.EngineService/${name}`;

const providers: Readonly<Record<string, string>> = {
  'llama-3.1-8b': 'llamaserver',
  'gpt-4o-mini': 'openai',
  'claude-3-5-haiku': 'anthropic',
};

/** A call to a model: the recorder's span, that of the HTTP client, that of the model's server. */
function modelCall(model: string, isError = false): Shape {
  const route = `POST /${providers[model]}/v1/chat/completions`;
  const server: Shape = [route, 'fake-llm', 'server', isError];
  const client: Shape = ['POST', 'jeeves-engine', 'client', isError, server];
  return [`chat ${model}`, 'jeeves-engine', 'client', isError, client];
}

const agent = (name: string, isError: boolean, ...calls: Shape[]): Shape => [
  `invoke_agent ${name}`,
  'jeeves-engine',
  'internal',
  isError,
  ...calls,
];

/** A gRPC call from a service to the engine, with what happens in there. */
const call = (service: string, name: string, isError: boolean, ...inside: Shape[]): Shape => [
  method(name),
  service,
  'client',
  isError,
  [method(name), 'jeeves-engine', 'server', isError, ...inside],
];

const defaultPipeline: Shape = [
  'pipeline default-pipeline',
  'jeeves-engine',
  'internal',
  false,
  agent('intake', false),
  agent('planner', false, modelCall('llama-3.1-8b')),
  agent('writer', false, modelCall('gpt-4o-mini')),
  agent('critic', false, modelCall('claude-3-5-haiku')),
];

const question = 'how do we ship faster';
const secret = 'hunter2';

describeWithBackend('one request to jeeves', backends, () => {
  let traces: JaegerServer;
  let fleet: Fleet;
  let metrics: PrometheusServer;
  beforeAll(async () => {
    traces = await startJaeger();
    fleet = await startFleet({
      only: ['fake-llm', 'jeeves-engine', 'jeeves-gateway', 'jeeves-orchestrator'],
      tracesTo: traces.otlpHttpUrl,
    });
    metrics = await startPrometheus({
      version: 3,
      jobs: fleet.jobs,
      flags: ['--enable-feature=exemplar-storage'],
    });
    await metrics.waitForTargets();
  });
  afterAll(async () => {
    await metrics?.stop();
    await fleet?.stop();
    await traces?.stop();
  });

  /** Sends a request as a client with tracing would, and waits for its trace. */
  let requests = 0;
  async function trace(
    service: 'jeeves-gateway' | 'jeeves-orchestrator',
    path: string,
    body: object,
    spans: number,
  ): Promise<{ id: string; status: number; raw: JaegerTrace; roots: readonly SpanNode[] }> {
    const id = (++requests).toString(16).padStart(32, 'a');
    const response = await fetch(`${fleet.url(service)}${path}?token=${secret}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${secret}`,
        cookie: `session=${secret}`,
        traceparent: `00-${id}-00f067aa0ba902b7-01`,
      },
      body: JSON.stringify(body),
    });
    await response.text();
    const raw = await waitFor(
      async () => {
        const found = await traces.trace(id);
        return found?.spans.length === spans && found;
      },
      { what: `${spans} spans` },
    );
    return { id, status: response.status, raw, roots: treeOf(raw) };
  }

  describe('through the gateway', () => {
    let asked: Awaited<ReturnType<typeof trace>>;
    beforeAll(async () => {
      const path = '/v1/pipelines/default-pipeline/executions';
      asked = await trace('jeeves-gateway', path, { input: question }, 17);
    });

    it('gives one trace: HTTP, gRPC, pipeline, agents, models, over three processes', () => {
      expect(asked.status).toBe(201);
      expect(asked.roots.map(shapeOf)).toEqual([
        [
          'POST /v1/pipelines/:name/executions',
          'jeeves-gateway',
          'server',
          false,
          call('jeeves-gateway', 'ExecutePipeline', false, defaultPipeline),
        ],
      ]);
    });

    it('continues the trace of its client', () => {
      const [root] = asked.raw.spans.filter(({ operationName }) =>
        operationName.startsWith('POST'),
      );
      expect(asked.raw.traceID).toBe(asked.id);
      const parents = asked.raw.spans.flatMap(({ references }) => references);
      expect(parents.map(({ spanID }) => spanID)).toContain('00f067aa0ba902b7');
      expect(root).toBeDefined();
    });

    it('says what each model was and used, by the conventions for generative AI', () => {
      const calls = flatten(asked.roots).filter(({ name }) => name.startsWith('chat '));
      expect(calls.map(({ attributes }) => attributes)).toMatchObject([
        {
          'gen_ai.operation.name': 'chat',
          'gen_ai.provider.name': 'llamaserver',
          'gen_ai.request.model': 'llama-3.1-8b',
          'gen_ai.usage.input_tokens': 18,
          'gen_ai.usage.output_tokens': 13,
        },
        { 'gen_ai.provider.name': 'openai', 'gen_ai.usage.input_tokens': 26 },
        { 'gen_ai.provider.name': 'anthropic', 'gen_ai.usage.input_tokens': 44 },
      ]);
      const agents = flatten(asked.roots).filter(({ name }) => name.startsWith('invoke_agent '));
      expect(agents.map(({ attributes }) => attributes['gen_ai.agent.name'])).toEqual([
        'intake',
        'planner',
        'writer',
        'critic',
      ]);
    });

    it('has times that lie within those of their parents', () => {
      for (const parent of flatten(asked.roots)) {
        for (const child of parent.children) {
          // Two processes on one clock; the span of a server may end after its client's has.
          expect(child.startMicros, child.name).toBeGreaterThanOrEqual(parent.startMicros - 1000);
        }
      }
    });

    it('holds no question, no answer, no token, no cookie and no query string', () => {
      const all = JSON.stringify(asked.raw);
      expect(all).not.toContain(question);
      expect(all).not.toContain('start small');
      expect(all).not.toContain(secret);
    });

    it('is where the exemplar of the pipeline histogram leads, in Prometheus 3', async () => {
      const family = 'jeeves_pipeline_duration_seconds_bucket';
      const now = Date.now() / 1000;
      const found = await waitFor(
        async () => {
          const series = await metrics.exemplars(family, now - 120, now + 120);
          return series.find(({ exemplars }) =>
            exemplars.some(({ labels }) => labels['trace_id'] === asked.id),
          );
        },
        { what: 'the exemplar' },
      );
      expect(found.metric).toMatchObject({ pipeline: 'default-pipeline', job: 'jeeves-grpc' });
      const exemplar = found.exemplars.find(({ labels }) => labels['trace_id'] === asked.id);
      const pipeline = asked.raw.spans.find(({ operationName }) =>
        operationName.startsWith('pipeline '),
      );
      expect(exemplar?.labels['span_id']).toBe(pipeline?.spanID);
      const micros = (exemplar?.value ?? 0) * 1_000_000;
      expect(micros).toBeLessThanOrEqual((pipeline?.duration ?? 0) + 5000);
    });
  });

  it('through the orchestrator, which is CommonJS, shows what was tried, and why it failed', async () => {
    const body = {
      goal: `${question} #openai:down:once-1 #anthropic:down:once-1`,
      pipeline: 'quick-answer',
    };
    const { status, roots } = await trace('jeeves-orchestrator', '/orchestrations', body, 21);
    expect(status).toBe(200);
    const quickAnswer = (isError: boolean, ...calls: Shape[]): Shape => [
      'pipeline quick-answer',
      'jeeves-engine',
      'internal',
      isError,
      agent('intake', false),
      agent('writer', isError, ...calls),
    ];
    const service = 'jeeves-orchestrator';
    expect(roots.map(shapeOf)).toEqual([
      [
        'POST /orchestrations',
        service,
        'server',
        false,
        [
          'orchestrator',
          service,
          'internal',
          false,
          call(
            service,
            'ExecutePipeline',
            true,
            quickAnswer(true, modelCall('gpt-4o-mini', true), modelCall('claude-3-5-haiku', true)),
          ),
          call(service, 'ExecutePipeline', false, quickAnswer(false, modelCall('gpt-4o-mini'))),
        ],
      ],
    ]);
    const all = flatten(roots);
    const failed = all.filter(({ name, isError }) => name.startsWith('chat ') && isError);
    expect(failed.map(({ message, exceptions }) => [message, ...exceptions])).toEqual([
      ['openai is down', 'openai is down'],
      ['anthropic is down', 'anthropic is down'],
    ]);
    const served = all.find(
      ({ name, kind }) => name === method('ExecutePipeline') && kind === 'server',
    );
    // UNAVAILABLE
    expect(served?.attributes['rpc.grpc.status_code']).toBe(14);
  });

  it('step by step has a span that lasts as long as the stream', async () => {
    const path = '/v1/pipelines/quick-answer/stream';
    const { roots } = await trace('jeeves-gateway', path, { input: `${question} #openai:slow` }, 9);
    const stream = root(roots).children[0];
    expect(stream).toMatchObject({ name: method('StreamPipeline'), kind: 'client' });
    const model = flatten(roots).find(({ name }) => name === 'chat gpt-4o-mini');
    expect(model?.durationMicros).toBeGreaterThan(250_000);
    expect(stream?.durationMicros).toBeGreaterThanOrEqual(model?.durationMicros ?? 0);
  });

  it('that is terminated says so', async () => {
    const path = '/v1/pipelines/quick-answer/executions';
    const body = { input: `${question} #openai:hang`, timeoutMillis: 150 };
    const { status, roots } = await trace('jeeves-gateway', path, body, 9);
    expect(status).toBe(504);
    const pipeline = flatten(roots).find(({ name }) => name === 'pipeline quick-answer');
    expect(pipeline?.attributes['jeeves.status']).toBe('terminated');
    // DEADLINE_EXCEEDED
    expect(root(roots).children[0]?.attributes['rpc.grpc.status_code']).toBe(4);
  });
});

function root(roots: readonly SpanNode[]): SpanNode {
  expect(roots).toHaveLength(1);
  return roots[0]!;
}
