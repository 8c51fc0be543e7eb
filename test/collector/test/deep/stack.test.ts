import { collector, jaeger, prometheus3, waitFor } from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendMetrics, sendTrace } from '../../src/otlp.ts';
import { type Stack, startStack } from '../../src/running.ts';

const programs = async () => [await collector(), await jaeger(), await prometheus3()];

describeWithBackend('the stack', programs, () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack?.stop());

  it('says that it is healthy', async () => {
    expect(await (await fetch(stack.healthUrl)).json()).toMatchObject({
      status: 'Server available',
    });
  });

  it('takes traces to Jaeger', async () => {
    const { collector, jaeger } = stack;
    const id = await sendTrace(collector.otlpHttpUrl, [
      { name: 'GET /orders', kind: 'SERVER' },
      { name: 'pay', service: 'bank', isError: true },
    ]);
    const trace = await waitFor(
      async () => {
        const found = await jaeger.trace(id);
        return found?.spans.length === 2 && found;
      },
      { what: 'both spans' },
    );
    const services = Object.values(trace.processes).map(({ serviceName }) => serviceName);
    expect(services.sort()).toEqual(['bank', 'shop']);
  });

  it('takes metrics to Prometheus under the names and labels that the application declared', async () => {
    const { collector, prometheus } = stack;
    await sendMetrics(collector.otlpHttpUrl, 'a'.repeat(32));
    const found = await waitFor(
      async () => {
        const samples = await prometheus.query('{__name__=~"jeeves_.*"}');
        return samples.length > 5 && samples;
      },
      { what: 'the series' },
    );
    expect(found.map(({ metric }) => metric)).toContainEqual({
      __name__: 'jeeves_pipeline_executions_total',
      job: 'jeeves-engine',
      pipeline: 'default-pipeline',
    });
    expect(found.map(({ metric }) => metric)).toContainEqual({
      __name__: 'jeeves_pipeline_duration_seconds_bucket',
      job: 'jeeves-engine',
      pipeline: 'default-pipeline',
      le: '0.5',
    });
  });

  it('takes exemplars along, by remote write and on its own page', async () => {
    const { collector, prometheus } = stack;
    const traceId = 'b'.repeat(32);
    const start = Date.now() / 1000 - 60;
    const series = await waitFor(
      async () => {
        await sendMetrics(collector.otlpHttpUrl, traceId);
        const all = await prometheus.exemplars(
          'jeeves_pipeline_duration_seconds_bucket',
          start,
          start + 120,
        );
        return all.find(({ exemplars }) =>
          exemplars.some(({ labels }) => labels['trace_id'] === traceId),
        );
      },
      { what: 'the exemplar' },
    );
    expect(series.metric).toMatchObject({ pipeline: 'default-pipeline', le: '0.5' });
    const accept = { accept: 'application/openmetrics-text; version=1.0.0' };
    const page = await (await fetch(collector.prometheusUrl, { headers: accept })).text();
    expect(page).toMatch(
      new RegExp(
        `^jeeves_pipeline_duration_seconds_bucket.*le="0.5".*# \\{.*trace_id="${traceId}"`,
        'm',
      ),
    );
  });

  it('has every family about itself that alerts and dashboards ask for', async () => {
    const page = await (await fetch(stack.ownMetricsUrl)).text();
    for (const family of [
      'otelcol_receiver_accepted_spans_total',
      'otelcol_receiver_refused_spans_total',
      'otelcol_receiver_accepted_metric_points_total',
      'otelcol_receiver_refused_metric_points_total',
      'otelcol_exporter_sent_spans_total',
      'otelcol_exporter_sent_metric_points_total',
      'otelcol_exporter_queue_size',
      'otelcol_exporter_queue_capacity',
    ]) {
      expect(page).toMatch(new RegExp(`^${family}\\{`, 'm'));
    }
  });
});

describeWithBackend('tail sampling', programs, () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({
      variants: ['tail-sampling', 'span-metrics'],
      env: {
        TAIL_SAMPLING_WAIT: '2s',
        TAIL_SAMPLING_SLOW_MS: '2000',
        TAIL_SAMPLING_PERCENT: '10',
        SPAN_METRICS_INTERVAL: '500ms',
      },
    });
  });
  afterAll(() => stack?.stop());

  const ordinary = 200;
  const ids = { error: '', slow: '', late: '' };
  const others: string[] = [];
  beforeAll(async () => {
    const { otlpHttpUrl } = stack.collector;
    const server = { name: 'GET /orders', kind: 'SERVER' } as const;
    // The error is three services away from the root.
    ids.error = await sendTrace(otlpHttpUrl, [
      server,
      { name: 'charge', service: 'bank', isError: true },
    ]);
    ids.slow = await sendTrace(otlpHttpUrl, [{ ...server, durationMillis: 2500 }]);
    // Slow as a whole: no span of it is.
    ids.late = await sendTrace(otlpHttpUrl, [
      { ...server, durationMillis: 1200 },
      { name: 'afterwards', startMillis: 1100, durationMillis: 1200 },
    ]);
    for (let at = 0; at < ordinary; at++) {
      others.push(await sendTrace(otlpHttpUrl, [{ ...server, durationMillis: 20 }]));
    }
    await waitFor(
      async () => {
        const page = await (await fetch(stack.ownMetricsUrl)).text();
        const decided = [
          ...page.matchAll(
            /^otelcol_processor_tail_sampling_global_count_traces_sampled_total\{.*\} (\d+)/gm,
          ),
        ];
        return decided.reduce((sum, [, count]) => sum + Number(count), 0) === ordinary + 3;
      },
      { what: 'every decision', timeoutMs: 60_000 },
    );
  });

  it.each(['error', 'slow', 'late'] as const)('keeps the whole of a trace: %s', async (name) => {
    const trace = await waitFor(() => stack.jaeger.trace(ids[name]), { what: name });
    expect(trace.spans).toHaveLength(name === 'slow' ? 1 : 2);
  });

  it('keeps about a tenth of the others', async () => {
    const kept = await Promise.all(others.map((id) => stack.jaeger.trace(id)));
    const count = kept.filter((trace) => trace !== undefined).length;
    // Binomial, n = 200, p = 0.1: outside once in 10^6 runs.
    expect(count).toBeGreaterThan(2);
    expect(count).toBeLessThan(45);
  });

  it('counts every span nevertheless', async () => {
    const { prometheus } = stack;
    const calls = `sum by (service_name, span_name, span_kind, status_code) (traces_span_metrics_calls_total)`;
    const counted = await waitFor(
      async () => {
        const samples = await prometheus.query(calls);
        return samples.some(({ value }) => value === ordinary + 3) && samples;
      },
      { what: 'the calls' },
    );
    const byName = Object.fromEntries(
      counted.map(({ metric, value }) => [
        `${metric['service_name']} ${metric['span_name']} ${metric['status_code']}`,
        value,
      ]),
    );
    expect(byName).toEqual({
      'shop GET /orders STATUS_CODE_UNSET': ordinary + 3,
      'shop afterwards STATUS_CODE_UNSET': 1,
      'bank charge STATUS_CODE_ERROR': 1,
    });
    const [slow] = await prometheus.query(
      'sum(traces_span_metrics_duration_seconds_count{span_name="GET /orders"}) - ' +
        'sum(traces_span_metrics_duration_seconds_bucket{span_name="GET /orders",le="1"})',
    );
    expect(slow?.value).toBe(2);
  });

  it('has exemplars on span metrics that lead to traces', async () => {
    const { prometheus, collector } = stack;
    const start = Date.now() / 1000 - 60;
    await sendTrace(collector.otlpHttpUrl, [{ name: 'exemplary', durationMillis: 30 }]);
    const found = await waitFor(
      async () => {
        const all = await prometheus.exemplars(
          'traces_span_metrics_duration_seconds_bucket',
          start,
          start + 300,
        );
        return all.length > 0 && all;
      },
      { what: 'exemplars' },
    );
    const [first] = found.flatMap(({ exemplars }) => exemplars);
    expect(first?.labels['trace_id']).toMatch(/^[0-9a-f]{32}$/);
  });

  it('gives late spans the decision of their trace', async () => {
    const { collector, jaeger } = stack;
    const before = (await jaeger.trace(ids.error))?.spans.length;
    expect(before).toBe(2);
    const dropped = [];
    for (const id of others) if ((await jaeger.trace(id)) === undefined) dropped.push(id);
    for (const traceId of [ids.error, dropped[0]!]) {
      await sendTrace(collector.otlpHttpUrl, [{ name: 'very late' }], traceId);
    }
    await waitFor(async () => (await jaeger.trace(ids.error))?.spans.length === 3, {
      what: 'the late span',
    });
    expect(await jaeger.trace(dropped[0]!)).toBeUndefined();
  });
});

describe('a span metric that would be without limit', () => {
  describeWithBackend('span metrics', programs, () => {
    it('ends in the overflow series', async () => {
      const stack = await startStack({
        variants: ['span-metrics'],
        env: { SPAN_METRICS_INTERVAL: '500ms' },
      });
      try {
        const spans = Array.from({ length: 2100 }, (_, at) => ({
          traceId: 'c'.repeat(32),
          spanId: (at + 1).toString(16).padStart(16, '0'),
          name: `GET /users/${at}`,
          kind: 2,
          startTimeUnixNano: `${Date.now()}000000`,
          endTimeUnixNano: `${Date.now()}000000`,
        }));
        const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'raw' } }] };
        await fetch(`${stack.collector.otlpHttpUrl}/v1/traces`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] }),
        });
        const [overflow] = await waitFor(
          async () => {
            const overflow = 'traces_span_metrics_calls_total{otel_metric_overflow="true"} > 0';
            const found = await stack.prometheus.query(overflow);
            return found.length > 0 && found;
          },
          { what: 'the overflow series' },
        );
        expect(overflow?.value).toBe(100);
        const [series] = await stack.prometheus.query('count(traces_span_metrics_calls_total)');
        expect(series?.value).toBe(2001);
      } finally {
        await stack.stop();
      }
    });
  });
});
