import { describe, expect, it } from 'vitest';
import { createJeeves, jeeves } from '../src/jeeves.js';
import { changes, droppedBecause, scrape, testClock } from './changes.js';

const clock = testClock();
const timed = createJeeves({ now: clock.now });

describe('right after import', () => {
  it('has zeros for what has closed labels only', async () => {
    const text = await scrape();
    for (const outcome of ['success', 'error', 'terminated']) {
      expect(text).toContain(`jeeves_orchestrator_executions_total{outcome="${outcome}"} 0\n`);
    }
    expect(text).toContain('jeeves_meta_validation_total{outcome="failed"} 0\n');
  });

  it('does not have the deprecated families', async () => {
    expect(await scrape()).not.toContain('jeeves_llm_provider');
  });
});

describe('a pipeline execution', () => {
  it('is recorded with the duration that the caller measured, in seconds', async () => {
    const recorded = await changes(() =>
      jeeves.recordPipelineExecution({ pipeline: 'a', status: 'success', durationSeconds: 1.5 }),
    );
    expect(recorded).toEqual({
      'jeeves_pipeline_executions_total{pipeline="a",status="success"}': 1,
      'jeeves_pipeline_duration_seconds_count{pipeline="a"}': 1,
      'jeeves_pipeline_duration_seconds_sum{pipeline="a"}': 1.5,
    });
  });

  it('is recorded in seconds when the caller measured milliseconds', async () => {
    const recorded = await changes(() =>
      jeeves.recordPipelineExecution({ pipeline: 'a', status: 'error', durationMillis: 250 }),
    );
    expect(recorded['jeeves_pipeline_duration_seconds_sum{pipeline="a"}']).toBe(0.25);
  });

  it('brings the other statuses into being at zero', async () => {
    jeeves.recordPipelineExecution({ pipeline: 'fresh', status: 'success', durationSeconds: 1 });
    const text = await scrape();
    expect(text).toContain('{pipeline="fresh",status="error"} 0\n');
    expect(text).toContain('{pipeline="fresh",status="terminated"} 0\n');
  });

  it('succeeds when its work does', async () => {
    const recorded = await changes(async () => {
      const result = { any: 'object' };
      const given = await timed.withPipelineExecution({ pipeline: 'b' }, async () => {
        clock.advance(2000);
        return result;
      });
      expect(given).toBe(result);
    });
    expect(recorded).toEqual({
      'jeeves_pipeline_executions_total{pipeline="b",status="success"}': 1,
      'jeeves_pipeline_duration_seconds_count{pipeline="b"}': 1,
      'jeeves_pipeline_duration_seconds_sum{pipeline="b"}': 2,
    });
  });

  it.each([
    ['rejects', async (error: unknown) => Promise.reject(error)],
    [
      'throws',
      (error: unknown) => {
        throw error;
      },
    ],
  ])('is an error with a duration when its work %s, with the same error', async (_how, fail) => {
    for (const error of [new Error('no'), undefined, 'text']) {
      const recorded = await changes(async () => {
        const running = timed.withPipelineExecution({ pipeline: 'c' }, () => {
          clock.advance(500);
          return fail(error);
        });
        await expect(running.catch((thrown: unknown) => [thrown])).resolves.toEqual([error]);
      });
      expect(recorded).toEqual({
        'jeeves_pipeline_executions_total{pipeline="c",status="error"}': 1,
        'jeeves_pipeline_duration_seconds_count{pipeline="c"}': 1,
        'jeeves_pipeline_duration_seconds_sum{pipeline="c"}': 0.5,
      });
    }
  });

  it('is terminated when it is told so', async () => {
    const recorded = await changes(() =>
      timed.withPipelineExecution({ pipeline: 'd' }, (execution) => execution.terminate()),
    );
    expect(recorded).toMatchObject({
      'jeeves_pipeline_executions_total{pipeline="d",status="terminated"}': 1,
    });
  });

  it('is an error when it throws, even if it was terminated before', async () => {
    const recorded = await changes(() =>
      timed
        .withPipelineExecution({ pipeline: 'e' }, (execution) => {
          execution.terminate();
          throw new Error('no');
        })
        .catch(() => {}),
    );
    expect(recorded).toMatchObject({
      'jeeves_pipeline_executions_total{pipeline="e",status="error"}': 1,
    });
  });
});

describe('an agent execution', () => {
  it('is recorded', async () => {
    const recorded = await changes(async () => {
      jeeves.recordAgentExecution({ agent: 'a', status: 'success', durationSeconds: 1 });
      await timed.withAgentExecution({ agent: 'a' }, () => clock.advance(1000));
      await timed
        .withAgentExecution({ agent: 'a' }, () => Promise.reject(new Error('no')))
        .catch(() => {});
    });
    expect(recorded).toEqual({
      'jeeves_agent_executions_total{agent="a",status="success"}': 2,
      'jeeves_agent_executions_total{agent="a",status="error"}': 1,
      'jeeves_agent_duration_seconds_count{agent="a"}': 3,
      'jeeves_agent_duration_seconds_sum{agent="a"}': 2,
    });
  });
});

describe('an orchestration', () => {
  it('is recorded', async () => {
    const recorded = await changes(async () => {
      jeeves.recordOrchestratorExecution({ outcome: 'error', durationMillis: 100 });
      await timed.withOrchestratorExecution((execution) => execution.terminate());
      jeeves.recordMetaValidation({ outcome: 'passed' });
      jeeves.recordRetry({ reason: 'timeout' });
    });
    expect(recorded).toEqual({
      'jeeves_orchestrator_executions_total{outcome="error"}': 1,
      'jeeves_orchestrator_executions_total{outcome="terminated"}': 1,
      jeeves_orchestrator_duration_seconds_count: 2,
      jeeves_orchestrator_duration_seconds_sum: 0.1,
      'jeeves_meta_validation_total{outcome="passed"}': 1,
      'jeeves_retries_total{reason="timeout"}': 1,
    });
  });
});

describe('an LLM call', () => {
  const prices = {
    'openai/gpt': { promptUsdPerMillion: 2, completionUsdPerMillion: 10 },
    gpt: { promptUsdPerMillion: 0, completionUsdPerMillion: 0.5 },
  };
  const priced = createJeeves({ now: clock.now, prices });

  it('is recorded with tokens and with the cost that the caller knows', async () => {
    const recorded = await changes(() =>
      jeeves.recordLlmCall({
        provider: 'x',
        model: 'm',
        status: 'success',
        durationSeconds: 3,
        promptTokens: 100,
        completionTokens: 20,
        costUsd: 0.02,
      }),
    );
    expect(recorded).toEqual({
      'jeeves_llm_calls_total{model="m",provider="x",status="success"}': 1,
      'jeeves_llm_duration_seconds_count{model="m",provider="x"}': 1,
      'jeeves_llm_duration_seconds_sum{model="m",provider="x"}': 3,
      'jeeves_llm_tokens_total{model="m",provider="x",type="prompt"}': 100,
      'jeeves_llm_tokens_total{model="m",provider="x",type="completion"}': 20,
      'jeeves_llm_cost_usd_total{model="m",provider="x"}': 0.02,
    });
  });

  it('has no cost when nobody knows it, and no tokens when none are given', async () => {
    const recorded = await changes(() =>
      jeeves.recordLlmCall({ provider: 'x', model: 'n', status: 'error', durationSeconds: 1 }),
    );
    expect(Object.keys(recorded).join()).not.toMatch(/cost|tokens/);
  });

  it.each([
    ['of its provider and model', 'openai', 'gpt', 0.002 + 0.01],
    ['of its model', 'other', 'gpt', 0.0005],
    ['nowhere', 'openai', 'unknown', undefined],
  ])('costs what the table says %s', async (_where, provider, model, cost) => {
    const recorded = await changes(() =>
      priced.withLlmCall({ provider, model }, (call) =>
        call.tokens({ prompt: 1000, completion: 1000 }),
      ),
    );
    const series = `jeeves_llm_cost_usd_total{model="${model}",provider="${provider}"}`;
    expect(recorded[series]).toBe(cost);
  });

  it('prefers the cost that the work states', async () => {
    const recorded = await changes(() =>
      priced.withLlmCall({ provider: 'openai', model: 'gpt' }, (call) => {
        call.tokens({ prompt: 1 });
        call.tokens({ completion: 2 });
        call.cost(7);
      }),
    );
    expect(recorded).toMatchObject({
      'jeeves_llm_tokens_total{model="gpt",provider="openai",type="prompt"}': 1,
      'jeeves_llm_tokens_total{model="gpt",provider="openai",type="completion"}': 2,
      'jeeves_llm_cost_usd_total{model="gpt",provider="openai"}': 7,
    });
  });

  it('keeps the tokens of a call that failed in the middle', async () => {
    const recorded = await changes(() =>
      priced
        .withLlmCall({ provider: 'p', model: 'm' }, async (call) => {
          call.tokens({ prompt: 5 });
          clock.advance(1000);
          throw new Error('the stream broke');
        })
        .catch(() => {}),
    );
    expect(recorded).toEqual({
      'jeeves_llm_calls_total{model="m",provider="p",status="error"}': 1,
      'jeeves_llm_duration_seconds_count{model="m",provider="p"}': 1,
      'jeeves_llm_duration_seconds_sum{model="m",provider="p"}': 1,
      'jeeves_llm_tokens_total{model="m",provider="p",type="prompt"}': 5,
    });
  });

  it('is recorded under the deprecated names too when these are asked for', async () => {
    const old = createJeeves({ deprecatedAliases: true });
    const recorded = await changes(() =>
      old.recordLlmCall({ provider: 'p', model: 'o', status: 'success', durationSeconds: 2 }),
    );
    expect(recorded).toMatchObject({
      'jeeves_llm_calls_total{model="o",provider="p",status="success"}': 1,
      'jeeves_llm_provider_calls_total{model="o",provider="p",status="success"}': 1,
      'jeeves_llm_provider_duration_seconds_sum{model="o",provider="p"}': 2,
    });
  });
});

describe('a gRPC request', () => {
  it.each<[what: string, error: unknown, status: string]>([
    ['an error with a code', Object.assign(new Error('no'), { code: 5 }), 'NOT_FOUND'],
    ['any other error', new Error('no'), 'UNKNOWN'],
    ['an error with a code of Node', Object.assign(new Error('no'), { code: 'ENOENT' }), 'UNKNOWN'],
    ['an error with code 0', Object.assign(new Error('no'), { code: 0 }), 'UNKNOWN'],
    ['nothing', undefined, 'UNKNOWN'],
  ])('that throws %s has its status', async (_what, error, status) => {
    const recorded = await changes(() =>
      timed.withGrpcRequest({ method: '/s/M' }, () => Promise.reject(error)).catch(() => {}),
    );
    expect(recorded).toMatchObject({
      [`jeeves_grpc_requests_total{method="/s/M",status="${status}"}`]: 1,
      'jeeves_grpc_request_duration_seconds_count{method="/s/M"}': 1,
    });
  });

  it('is recorded', async () => {
    const recorded = await changes(() =>
      jeeves.recordGrpcRequest({ method: '/s/N', status: 'success', durationSeconds: 0.25 }),
    );
    expect(recorded).toEqual({
      'jeeves_grpc_requests_total{method="/s/N",status="success"}': 1,
      'jeeves_grpc_request_duration_seconds_count{method="/s/N"}': 1,
      'jeeves_grpc_request_duration_seconds_sum{method="/s/N"}': 0.25,
    });
  });
});

describe('setting up', () => {
  it.each([
    [{ now: 5 }, 'OBS_RECORDER_CLOCK'],
    [{ prices: { gpt: { promptUsdPerMillion: 1 } } }, 'OBS_RECORDER_PRICE'],
    [{ prices: { gpt: null } }, 'OBS_RECORDER_PRICE'],
    [
      { prices: { gpt: { promptUsdPerMillion: -1, completionUsdPerMillion: 1 } } },
      'OBS_RECORDER_PRICE',
    ],
  ])('with %j throws %s with a recipe', (options, code) => {
    expect(() => createJeeves(options as never)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(/Give /) }),
    );
  });

  it('with a module that is not grpc-js throws', () => {
    for (const grpc of [undefined, {}, { ServerInterceptingCall: 1 }]) {
      expect(() => jeeves.grpcServerInterceptors(grpc as never)).toThrow(
        expect.objectContaining({ code: 'OBS_RECORDER_GRPC' }),
      );
    }
  });
});

describe('from JavaScript', () => {
  it('a duration that is no number is dropped, and the execution counted', async () => {
    const recorded = await changes(() =>
      jeeves.recordPipelineExecution({
        pipeline: 'js',
        status: 'success',
        durationMillis: '250',
      } as never),
    );
    expect(recorded).toEqual({
      'jeeves_pipeline_executions_total{pipeline="js",status="success"}': 1,
      ...droppedBecause('not_a_number'),
    });
  });

  it('a misspelt status is dropped, and the duration recorded', async () => {
    const recorded = await changes(() =>
      jeeves.recordPipelineExecution({
        pipeline: 'js',
        status: 'succes',
        durationSeconds: 1,
      } as never),
    );
    expect(recorded).toEqual({
      'jeeves_pipeline_duration_seconds_count{pipeline="js"}': 1,
      'jeeves_pipeline_duration_seconds_sum{pipeline="js"}': 1,
      ...droppedBecause('invalid_label'),
    });
  });

  it('a call without its argument is counted as dropped', async () => {
    const call = jeeves.recordPipelineExecution as () => void;
    expect(await changes(() => call())).toEqual(droppedBecause('error'));
  });

  it('a clock that fails costs the duration only', async () => {
    const broken = createJeeves({
      now() {
        throw new Error('no clock');
      },
    });
    const recorded = await changes(async () => {
      expect(await broken.withAgentExecution({ agent: 'js' }, () => 'done')).toBe('done');
    });
    expect(recorded).toEqual({
      'jeeves_agent_executions_total{agent="js",status="success"}': 1,
      ...droppedBecause('not_a_number'),
    });
  });
});
