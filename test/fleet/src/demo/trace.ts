import {
  type Exemplar,
  type JaegerServer,
  type Labels,
  type PrometheusClient,
  waitFor,
} from '@obs-test/backends';
import { FleetError } from '../errors.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { flatten, type SpanNode, treeOf } from '../trace/tree.ts';

const family = 'jeeves_pipeline_duration_seconds_bucket';

/** One request, seen from a bucket of a histogram. */
export interface ShownTrace {
  readonly traceId: string;
  readonly roots: readonly SpanNode[];
  readonly series: Labels;
  readonly exemplar: Exemplar;
}

/**
 * Asks a question, and goes the way of somebody who looks at a latency graph: from the exemplar of a
 * bucket in Prometheus to the trace in Jaeger.
 *
 * @throws FleetError when the gateway does not answer as it should.
 * @throws WaitTimeoutError when there is no exemplar, or no whole trace, in 30 s.
 */
export async function followExemplar(
  fleet: Fleet,
  prometheus: PrometheusClient,
  jaeger: JaegerServer,
): Promise<ShownTrace> {
  const asked = Date.now() / 1000;
  const url = `${fleet.url('jeeves-gateway')}/v1/pipelines/default-pipeline/executions`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ input: 'how do we ship faster' }),
  });
  if (response.status !== 201) throw new FleetError(`${url} answered ${response.status}`);
  const { series, exemplar } = await waitFor(() => newest(prometheus, asked), {
    what: `an exemplar of ${family}`,
  });
  const traceId = exemplar.labels['trace_id'] ?? '';
  const roots = await waitFor(() => whole(jaeger, traceId), { what: `the trace ${traceId}` });
  return { traceId, roots, series, exemplar };
}

async function newest(prometheus: PrometheusClient, since: number) {
  const all = await prometheus.exemplars(family, since, Date.now() / 1000 + 10);
  return all
    .flatMap(({ metric, exemplars }) =>
      exemplars.map((exemplar) => ({ series: metric as Labels, exemplar })),
    )
    .toSorted((left, right) => right.exemplar.timestamp - left.exemplar.timestamp)[0];
}

/** The trace, once its first span is there, which ends last, and whoever it went through has sent. */
async function whole(jaeger: JaegerServer, traceId: string) {
  const trace = await jaeger.trace(traceId);
  if (trace === undefined) return undefined;
  const roots = treeOf(trace);
  const [root] = roots;
  const services = new Set(flatten(roots).map(({ service }) => service));
  return roots.length === 1 && root?.kind === 'server' && services.size > 2 ? roots : undefined;
}
