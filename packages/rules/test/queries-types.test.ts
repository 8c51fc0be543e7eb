import { jeeves } from '@obs/semconv';
import { describe, expect, it } from 'vitest';
import {
  alert,
  mean,
  promql,
  quantile,
  rate,
  ratio,
  record,
  recorded,
  sum,
  value,
  where,
} from '../src/index.js';

const { pipelineExecutions, pipelineDuration, llmDuration } = jeeves.metrics;
const perSecond = rate(pipelineExecutions, '5m');

/** Never called: the compiler is what tests these. `npm run check` fails when one of them compiles. */
export const mistakes = [
  // @ts-expect-error a label that the family does not have
  () => sum(perSecond, ['pipelin']),
  // @ts-expect-error a value that the label does not have
  () => rate(pipelineExecutions, '5m', { status: 'eror' }),
  // @ts-expect-error a condition on a label that the family does not have
  () => rate(pipelineExecutions, '5m', { agent: 'planner' }),
  // @ts-expect-error the rate of a histogram itself
  () => rate(pipelineDuration, '5m'),
  // @ts-expect-error the value of a counter
  () => value(pipelineExecutions),
  // @ts-expect-error a quantile of a counter
  () => quantile(0.9, pipelineExecutions),
  // @ts-expect-error a quantile by a label that the histogram does not have
  () => quantile(0.9, pipelineDuration, { by: ['agent'] }),
  // @ts-expect-error a ratio whose sides are grouped differently
  () => ratio(sum(perSecond, ['pipeline']), sum(perSecond, ['status'])),
  // @ts-expect-error a ratio of a sum and of single series
  () => ratio(sum(perSecond, ['pipeline']), perSecond),
  () =>
    alert({
      name: 'Wrong',
      when: where(recorded(record('pipeline:x:rate5m', sum(perSecond, ['pipeline']))), '>', 1),
      severity: 'page',
      // @ts-expect-error a sentence about a label that the query dropped
      summary: (label) => label.status,
      description: () => '',
      runbook: '',
    }),
];

describe('queries', () => {
  it('are what they say', () => {
    const errors = sum(rate(pipelineExecutions, '5m', { status: 'error' }), ['pipeline']);
    expect(promql(ratio(errors, sum(perSecond, ['pipeline'])))).toBe(
      'sum by (pipeline) (rate(jeeves_pipeline_executions_total{status="error"}[5m]))' +
        ' / sum by (pipeline) (rate(jeeves_pipeline_executions_total[5m]))',
    );
    expect(promql(quantile(0.95, pipelineDuration, { by: ['pipeline'] }))).toBe(
      'histogram_quantile(0.95, sum by (le, pipeline) (rate(jeeves_pipeline_duration_seconds_bucket[5m])))',
    );
    expect(promql(mean(llmDuration, { by: ['provider'] }))).toBe(
      'sum by (provider) (rate(jeeves_llm_duration_seconds_sum[5m]))' +
        ' / sum by (provider) (rate(jeeves_llm_duration_seconds_count[5m]))',
    );
  });
});
