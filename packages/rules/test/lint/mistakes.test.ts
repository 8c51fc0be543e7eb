import { describe, expect, it } from 'vitest';
import { lint, systems } from '../../src/index.js';

const check = (path: string, text: string) => lint([{ path, text }], { systems });

interface Mistake {
  readonly name: string;
  readonly query: string;
  readonly rule: string;
  /** What the message of the fix must say. */
  readonly fix: string;
}

/** Mistakes in queries. Those with a star are in the requests that our users wrote. */
const mistakes: Mistake[] = [
  {
    name: '* a ratio of pipelines that is always 1',
    query:
      'rate(jeeves_pipeline_executions_total{status="error"}[5m]) / rate(jeeves_pipeline_executions_total[5m])',
    rule: 'ratio-always-one',
    fix: 'sum by (pipeline) (rate(jeeves_pipeline_executions_total{status="error"}[5m])) / sum by (pipeline) (rate(jeeves_pipeline_executions_total[5m]))',
  },
  {
    name: '* a ratio of gRPC requests that is always 1',
    query:
      'rate(jeeves_grpc_requests_total{status!="success"}[5m]) / rate(jeeves_grpc_requests_total[5m])',
    rule: 'ratio-always-one',
    fix: 'sum by (method) (',
  },
  {
    name: '* seconds per second, averaged, as a latency',
    query: 'avg(rate(jeeves_llm_duration_seconds_sum[5m])) by (provider)',
    rule: 'average-of-rates',
    fix: 'sum by (provider) (rate(jeeves_llm_duration_seconds_sum[5m])) / sum by (provider) (rate(jeeves_llm_duration_seconds_count[5m]))',
  },
  {
    name: '* a quantile of every process for itself',
    query: 'histogram_quantile(0.95, rate(jeeves_pipeline_duration_seconds_bucket[5m]))',
    rule: 'quantile-per-series',
    fix: 'histogram_quantile(0.95, sum by (le) (rate(jeeves_pipeline_duration_seconds_bucket[5m])))',
  },
  {
    name: '* the highest of quantiles of every process',
    query:
      'topk(10, histogram_quantile(0.95, rate(jeeves_http_request_duration_seconds_bucket[5m])))',
    rule: 'quantile-per-series',
    fix: 'add the buckets up, by le',
  },
  {
    name: '* a counter without its _total',
    query: 'sum(rate(aoss_executions_complete[5m]))',
    rule: 'unknown-family',
    fix: 'use aoss_executions_completed',
  },
  {
    name: '* milliseconds for seconds',
    query:
      'histogram_quantile(0.99, sum by (le) (rate(gateway_http_request_duration_seconds_bucket[5m]))) > 2000',
    rule: 'unreachable-threshold',
    fix: 'write 2: it is in seconds, not in milliseconds',
  },
  {
    name: '* percent for a ratio',
    query:
      'sum(rate(gateway_http_requests_total{status_code=~"5.."}[5m])) / sum(rate(gateway_http_requests_total[5m])) > 5',
    rule: 'unreachable-threshold',
    fix: 'for 5 % write 0.05',
  },
  {
    name: '* an error status that pipelines do not have',
    query: 'sum by (pipeline) (rate(jeeves_pipeline_executions_total{status="failed"}[5m]))',
    rule: 'unknown-value',
    fix: 'success, error, terminated',
  },
  {
    name: 'buckets added up without le',
    query:
      'histogram_quantile(0.95, sum by (pipeline) (rate(jeeves_pipeline_duration_seconds_bucket[5m])))',
    rule: 'quantile-without-le',
    fix: 'sum by (le, pipeline)',
  },
  {
    name: 'a misspelt family',
    query: 'sum(rate(jeeves_pipline_executions_total[5m]))',
    rule: 'unknown-family',
    fix: 'use jeeves_pipeline_executions_total.',
  },
  {
    name: 'a label of another family',
    query: 'sum by (agent) (rate(jeeves_pipeline_executions_total[5m]))',
    rule: 'unknown-label',
    fix: 'they have pipeline, status, job',
  },
  {
    name: 'a misspelt label in a selector',
    query: 'sum(rate(jeeves_http_requests_total{status_cod="500"}[5m]))',
    rule: 'unknown-label',
    fix: 'write status_code',
  },
  {
    name: 'the rate of a gauge',
    query: 'rate(aoss_active_executions[5m])',
    rule: 'wrong-function',
    fix: 'avg_over_time',
  },
  {
    name: 'the delta of a counter',
    query: 'delta(governance_vote_total[1h])',
    rule: 'wrong-function',
    fix: 'increase(governance_vote_total[1h])',
  },
  {
    name: 'a histogram without a suffix',
    query: 'rate(duplex_rtt_seconds[5m])',
    rule: 'wrong-function',
    fix: 'use duplex_rtt_seconds_bucket, duplex_rtt_seconds_sum or duplex_rtt_seconds_count',
  },
  {
    name: 'a quantile of a sum',
    query: 'histogram_quantile(0.9, sum(rate(duplex_rtt_seconds_sum[5m])))',
    rule: 'wrong-function',
    fix: 'use duplex_rtt_seconds_bucket',
  },
  {
    name: 'a quantile of everything since the start',
    query: 'histogram_quantile(0.9, sum by (le) (duplex_rtt_seconds_bucket))',
    rule: 'quantile-of-totals',
    fix: 'sum by (le) (rate(duplex_rtt_seconds_bucket[5m]))',
  },
  {
    name: 'sides that are grouped differently',
    query:
      'sum by (pipeline) (rate(jeeves_pipeline_executions_total{status="error"}[5m])) / sum(rate(jeeves_pipeline_executions_total[5m]))',
    rule: 'label-sets-differ',
    fix: 'aggregate both sides by the same labels',
  },
  {
    name: 'a range of two scrapes',
    query: 'sum(rate(aoss_executions_total[30s]))',
    rule: 'range-too-short',
    fix: 'use [1m] or more',
  },
  {
    name: 'the rate of a sum',
    query: 'rate(sum by (agent_type) (aoss_executions_total)[5m:15s])',
    rule: 'rate-after-sum',
    fix: 'sum(rate(aoss_executions_total[5m]))',
  },
  {
    name: 'a mean of quantiles',
    query:
      'avg(histogram_quantile(0.95, sum by (le, method) (rate(jeeves_grpc_request_duration_seconds_bucket[5m]))))',
    rule: 'average-of-averages',
    fix: 'aggregate the buckets instead',
  },
  {
    name: 'a mean of ratios',
    query:
      'avg(sum by (agent) (rate(jeeves_agent_executions_total{status="error"}[5m])) / sum by (agent) (rate(jeeves_agent_executions_total[5m])))',
    rule: 'average-of-averages',
    fix: 'divide sums',
  },
  {
    name: 'seconds compared with milliseconds',
    query:
      'sum(rate(duplex_rtt_seconds_sum[5m])) / sum(rate(duplex_rtt_seconds_count[5m])) * 1000 > sum(rate(http_request_duration_seconds_sum[5m])) / sum(rate(http_request_duration_seconds_count[5m]))',
    rule: 'unit-mismatch',
    fix: 'divide by 1000',
  },
  {
    name: 'a family that is off',
    query: 'sum(rate(jeeves_llm_provider_calls_total[5m]))',
    rule: 'deprecated-family',
    fix: 'use jeeves_llm_calls_total',
  },
  {
    name: 'a selector without a metric',
    query: 'sum({job="executives"})',
    rule: 'no-metric-name',
    fix: 'write the metric in front',
  },
  {
    name: 'a ratio of totals',
    query: 'sum(executive_analysis_failures_total) / sum(executive_analysis_total)',
    rule: 'raw-counter',
    fix: 'take the rate of both sides',
  },
  {
    name: 'the rate of a recorded rate',
    query: 'rate(pipeline:jeeves_pipeline_executions:rate5m[5m])',
    rule: 'wrong-function',
    fix: 'use it as it is',
  },
  {
    name: 'a query that was cut off',
    query: 'sum by (pipeline (rate(jeeves_pipeline_executions_total[5m]))',
    rule: 'syntax',
    fix: 'correct it here',
  },
];

describe('twenty mistakes and more', () => {
  it('are enough', () => expect(mistakes.length).toBeGreaterThanOrEqual(20));

  it.each(mistakes)('a query file: $name', ({ query, rule, fix }) => {
    const text = `# what is up\nup{job="aoss-backend"}\n\n\n${query}\n`;
    expect(check('mine.promql', text)).toMatchObject([
      { file: 'mine.promql', line: 5, rule, fix: expect.stringContaining(fix) },
    ]);
  });

  it.each(mistakes)('rules: $name', ({ query, rule, fix }) => {
    const lines = query.split(/(?<=[ (])/);
    const broken = [lines.slice(0, 2).join('').trimEnd(), lines.slice(2).join('')].filter(Boolean);
    const text = [
      'groups:',
      '  - name: mine',
      '    rules:',
      '      - record: job:fine:rate5m',
      '        expr: sum by (job) (rate(aoss_executions_total[5m]))',
      '      - record: job:wrong:rate5m',
      '        expr: |-',
      ...broken.map((line) => `          ${line}`),
    ].join('\n');
    const findings = check('mine.yml', `${text}\n`);
    expect(findings).toMatchObject([{ rule, fix: expect.stringContaining(fix) }]);
    expect([8, 9]).toContain(findings[0]!.line);
  });

  it.each(mistakes)('a dashboard: $name', ({ query, rule, fix }) => {
    const board = {
      title: 'mine',
      panels: [
        { title: 'fine', type: 'stat', targets: [{ expr: 'sum(aoss_executions_total)' }] },
        { title: 'a row', type: 'row', panels: [{ title: 'wrong', targets: [{ expr: query }] }] },
      ],
    };
    const text = JSON.stringify(board, null, 2);
    const line = text.split('\n').findIndex((one) => one.includes(JSON.stringify(query))) + 1;
    expect(check('mine.json', text)).toMatchObject([
      { line, rule, fix: expect.stringContaining(fix) },
    ]);
  });
});

describe('mistakes outside of queries', () => {
  const alert = [
    'groups:',
    '  - name: mine',
    '    rules:',
    '      - alert: Late',
    '        expr: aoss_executions_total > 100',
    '        labels:',
    '          severity: critical',
    '        annotations:',
    '          summary: late',
    '',
  ].join('\n');

  it('an alert on a counter, without a route, without a runbook', () => {
    expect(check('mine.yml', alert)).toMatchObject([
      { line: 4, rule: 'alert-labels', fix: expect.stringContaining('page') },
      { line: 4, rule: 'alert-annotations', fix: expect.stringContaining('what to do') },
      { line: 5, rule: 'raw-counter', fix: expect.stringContaining('increase(') },
    ]);
  });

  it('a recorded series without a level', () => {
    const text =
      'groups:\n  - name: a\n    rules:\n      - record: aoss_rate\n        expr: sum(rate(aoss_executions_total[5m]))\n';
    expect(check('mine.yaml', text)).toMatchObject([{ line: 4, rule: 'record-name' }]);
  });

  it('a panel of seconds that is shown in milliseconds', () => {
    const panel = {
      title: 'RTT',
      fieldConfig: { defaults: { unit: 'ms' } },
      targets: [
        { expr: 'histogram_quantile(0.9, sum by (le) (rate(duplex_rtt_seconds_bucket[5m])))' },
      ],
    };
    const text = JSON.stringify({ panels: [panel] }, null, 1);
    expect(check('mine.json', text)).toMatchObject([
      { line: 12, rule: 'unit-mismatch', fix: 'set the unit of the panel to s.' },
    ]);
  });

  it('names that promlint refuses', () => {
    const text = [
      '# HELP http_latency_ms Latency.',
      '# TYPE http_latency_ms histogram',
      '# HELP jobs Jobs.',
      '# TYPE jobs counter',
      '# TYPE queue_total gauge',
      '# HELP fooBar_gauge A thing.',
      '# TYPE fooBar_gauge gauge',
      '# HELP items_count Items.',
      '# TYPE items_count gauge',
      '',
    ].join('\n');
    expect(check('mine.prom', text).map(({ line, rule }) => `${line} ${rule}`)).toEqual([
      '2 name-unit',
      '4 name-total',
      '5 name-total',
      '5 no-help',
      '7 name-type',
      '7 name-case',
      '9 name-reserved',
    ]);
  });
});
