import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { beforeEach, describe, expect, it } from 'vitest';
import { aoss } from '../src/aoss.js';
import { executives } from '../src/executives.js';
import { gateway } from '../src/gateway.js';
import { governance } from '../src/governance.js';
import { createJeeves, jeeves } from '../src/jeeves.js';
import { orchestrator } from '../src/orchestrator.js';
import { state } from '../src/state.js';
import { changes, testClock } from './changes.js';

const exporter = new InMemorySpanExporter();
// After the recorders were imported, as start() does.
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(
  new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
);

beforeEach(() => exporter.reset());

const spans = () => exporter.getFinishedSpans();
const only = () => {
  expect(spans()).toHaveLength(1);
  return spans()[0] as ReadableSpan;
};
const named = (name: string) => spans().find((span) => span.name === name) as ReadableSpan;
const idOf = (span: ReadableSpan) => span.spanContext().spanId;
const events = (span: ReadableSpan) => span.events.map(({ name }) => name);

const error = new TypeError('no such pipeline');
const fails = () => Promise.reject(error);

describe('every wrapper makes one span, in the caller’s context, with the work inside it', () => {
  const labels = { provider: 'openai', model: 'gpt-5' };
  const cases: [string, object, (work: () => Promise<unknown>) => Promise<unknown>][] = [
    [
      'pipeline p',
      { 'jeeves.pipeline': 'p' },
      (work) => jeeves.withPipelineExecution({ pipeline: 'p' }, work),
    ],
    [
      'invoke_agent planner',
      { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'planner' },
      (work) => jeeves.withAgentExecution({ agent: 'planner' }, work),
    ],
    ['orchestrator', {}, (work) => jeeves.withOrchestratorExecution(work)],
    [
      'chat gpt-5',
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-5',
      },
      (work) => jeeves.withLlmCall(labels, work),
    ],
    [
      'execution network',
      { 'aoss.agent_type': 'network', 'aoss.server_tag': 'edge' },
      (work) => aoss.withExecution({ agentType: 'network', serverTag: 'edge' }, work),
    ],
    [
      'select',
      { 'db.operation.name': 'select' },
      (work) => aoss.withDbOperation({ operation: 'select' }, work),
    ],
    [
      'select',
      { 'db.operation.name': 'select' },
      (work) => state.withDbQuery({ operation: 'select' }, work),
    ],
    ['deliberation', {}, (work) => governance.withDeliberation(work)],
    [
      'analysis ceo',
      { 'executives.executive': 'ceo' },
      (work) => executives.withAnalysis({ executive: 'ceo' }, work),
    ],
    [
      'task planner',
      { 'orchestrator.agent': 'planner' },
      (work) => orchestrator.withTask({ agent: 'planner' }, work),
    ],
    [
      'hitl approval',
      {},
      (work) => orchestrator.withHitlApproval(work as () => Promise<'approved'>),
    ],
    [
      'linear createIssue',
      { 'gateway.operation': 'createIssue' },
      (work) => gateway.withLinearApiCall({ operation: 'createIssue' }, work),
    ],
  ];

  it.each(cases)('%s', async (name, attributes, wrap) => {
    const tracer = trace.getTracer('test');
    await tracer.startActiveSpan('caller', async (caller) => {
      await wrap(async () => {
        tracer.startSpan('inside').end();
        return 'approved';
      });
      caller.end();
    });
    const span = named(name);
    expect(span.attributes).toMatchObject(attributes);
    expect(span.status).toEqual({ code: SpanStatusCode.UNSET });
    expect(span.parentSpanContext?.spanId).toBe(idOf(named('caller')));
    expect(named('inside').parentSpanContext?.spanId).toBe(idOf(span));
    expect(spans()).toHaveLength(3);
  });

  it.each(cases)('%s, and an exception is on it', async (name, attributes, wrap) => {
    await expect(wrap(fails)).rejects.toBe(error);
    const span = only();
    expect(span.name).toBe(name);
    expect(span.attributes).toMatchObject({ ...attributes, 'error.type': 'TypeError' });
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'no such pipeline' });
    expect(events(span)).toEqual(['exception']);
  });
});

describe('the outcome on the span is that of the metric', () => {
  it.each([
    ['success', () => {}],
    ['terminated', (execution: { terminate(): void }) => execution.terminate()],
  ])('of a pipeline: %s', async (status, work) => {
    const recorded = await changes(() => jeeves.withPipelineExecution({ pipeline: 'q' }, work));
    expect(recorded[`jeeves_pipeline_executions_total{pipeline="q",status="${status}"}`]).toBe(1);
    expect(only().attributes['jeeves.status']).toBe(status);
  });

  it('of an analysis that says that it failed', async () => {
    await executives.withAnalysis({ executive: 'cfo' }, (analysis) => analysis.fail());
    expect(only().status.code).toBe(SpanStatusCode.ERROR);
    expect(only().attributes['error.type']).toBe('failed');
    expect(events(only())).toEqual([]);
  });

  it('of a task that was cancelled', async () => {
    await orchestrator.withTask({ agent: 'a' }, (task) => task.cancel());
    expect(only().attributes['orchestrator.outcome']).toBe('cancelled');
    expect(only().status.code).toBe(SpanStatusCode.UNSET);
  });
});

describe('an LLM call', () => {
  it('has its tokens, the model that answered and the time to the first token', async () => {
    const clock = testClock();
    const timed = createJeeves({ now: clock.now });
    await timed.withLlmCall({ provider: 'openai', model: 'gpt-5' }, (call) => {
      clock.advance(250);
      call.firstToken();
      clock.advance(750);
      call.firstToken();
      call.tokens({ prompt: 800, completion: 200 });
      call.responseModel('gpt-5-2026-08-01');
      return 'a secret answer';
    });
    const span = only();
    expect(span.kind).toBe(SpanKind.CLIENT);
    expect(span.attributes).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-5',
      'gen_ai.response.model': 'gpt-5-2026-08-01',
      'gen_ai.usage.input_tokens': 800,
      'gen_ai.usage.output_tokens': 200,
      'gen_ai.response.time_to_first_chunk': 0.25,
    });
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY])('leaves %s tokens out', async (prompt) => {
    await jeeves.withLlmCall({ provider: 'p', model: 'm' }, (call) => call.tokens({ prompt }));
    expect(only().attributes).not.toHaveProperty('gen_ai.usage.input_tokens');
  });
});

describe('a streamed LLM call', () => {
  const labels = { provider: 'anthropic', model: 'claude' };
  const calls = (recorded: Record<string, number>) =>
    Object.fromEntries(
      Object.entries(recorded).filter(([name]) => name.startsWith('jeeves_llm_calls_total')),
    );
  const call = (status: string) => ({
    [`jeeves_llm_calls_total{model="claude",provider="anthropic",status="${status}"}`]: 1,
  });

  it('ends with the last piece, not when the stream is there', async () => {
    const clock = testClock();
    const timed = createJeeves({ now: clock.now });
    const seen: string[] = [];
    const recorded = await changes(async () => {
      const stream = timed.streamLlmCall(labels, async (running) => {
        clock.advance(100);
        return (async function* () {
          clock.advance(400);
          yield 'first';
          clock.advance(500);
          yield 'last';
          running.tokens({ prompt: 3, completion: 2 });
        })();
      });
      for await (const piece of stream) {
        expect(spans()).toEqual([]);
        seen.push(piece);
      }
    });
    expect(seen).toEqual(['first', 'last']);
    expect(calls(recorded)).toEqual(call('success'));
    expect(recorded['jeeves_llm_duration_seconds_sum{model="claude",provider="anthropic"}']).toBe(
      1,
    );
    expect(only().attributes).toMatchObject({
      'gen_ai.request.stream': true,
      'gen_ai.response.time_to_first_chunk': 0.5,
      'gen_ai.usage.output_tokens': 2,
    });
  });

  it('is a success when the consumer leaves, and the source hears of it', async () => {
    let closed = false;
    const recorded = await changes(async () => {
      const stream = jeeves.streamLlmCall(labels, async function* () {
        try {
          yield 1;
          yield 2;
        } finally {
          closed = true;
        }
      });
      for await (const _piece of stream) break;
    });
    expect(closed).toBe(true);
    expect(calls(recorded)).toEqual(call('success'));
    expect(only().status.code).toBe(SpanStatusCode.UNSET);
  });

  it.each([
    ['the call rejects', fails],
    [
      'the call throws',
      () => {
        throw error;
      },
    ],
    [
      'the stream breaks after a piece',
      async function* () {
        yield 1;
        throw error;
      },
    ],
  ])('is an error when %s', async (_what, work) => {
    const recorded = await changes(async () => {
      const stream = jeeves.streamLlmCall(labels, work as () => AsyncIterable<number>);
      const read = async () => {
        for await (const _piece of stream);
      };
      await expect(read()).rejects.toBe(error);
    });
    expect(calls(recorded)).toEqual(call('error'));
    expect(only().status.code).toBe(SpanStatusCode.ERROR);
    expect(events(only())).toEqual(['exception']);
  });

  it('belongs to who asked for it, and what the source does belongs to it', async () => {
    const tracer = trace.getTracer('test');
    const stream = tracer.startActiveSpan('caller', (caller) => {
      caller.end();
      return jeeves.streamLlmCall(labels, async function* () {
        tracer.startSpan('request').end();
        yield 1;
        tracer.startSpan('later').end();
      });
    });
    for await (const _piece of stream) tracer.startSpan('consumer').end();
    const span = named('chat claude');
    expect(span.parentSpanContext?.spanId).toBe(idOf(named('caller')));
    expect(named('request').parentSpanContext?.spanId).toBe(idOf(span));
    expect(named('later').parentSpanContext?.spanId).toBe(idOf(span));
    expect(named('consumer').parentSpanContext).toBeUndefined();
  });
});

describe('an AOSS execution', () => {
  it('has a child for each step, and events for what it met', () => {
    const execution = aoss.startExecution({ agentType: 'database' });
    execution.step('Success').error('system_error').selfHealing(true).step('Failed');
    expect(spans().map(({ name }) => name)).toEqual(['step', 'step']);
    execution.complete('Success');
    const span = named('execution database');
    expect(span.attributes).toEqual({
      'aoss.agent_type': 'database',
      'aoss.server_tag': 'unknown',
      'aoss.status': 'Success',
    });
    expect(events(span)).toEqual(['error', 'self_healing']);
    const steps = spans().filter(({ name }) => name === 'step');
    expect(steps.map(({ attributes }) => attributes['aoss.status'])).toEqual(['Success', 'Failed']);
    expect(steps.map(({ status }) => status.code)).toEqual([
      SpanStatusCode.UNSET,
      SpanStatusCode.ERROR,
    ]);
    for (const step of steps) expect(step.parentSpanContext?.spanId).toBe(idOf(span));
  });

  it('that failed is an error, once', () => {
    const execution = aoss.startExecution({ agentType: 'security' });
    execution.complete('Failed');
    execution.complete('Failed');
    expect(only().status.code).toBe(SpanStatusCode.ERROR);
    expect(only().attributes).toMatchObject({ 'aoss.status': 'Failed', 'error.type': 'failed' });
  });
});

it('labels that cannot be read cost the span, not the call', async () => {
  const labels = new Proxy({} as { pipeline: string }, {
    get() {
      throw new Error('cannot be read');
    },
  });
  expect(await jeeves.withPipelineExecution(labels, () => 7)).toBe(7);
});
