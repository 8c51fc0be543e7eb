import type { LiveView } from '@obs/metrics-model';
import type { MetricProducer } from '@opentelemetry/sdk-metrics';
import { liveViewOf } from './resource-metrics.js';

/**
 * A view with what producers add to it. One that fails, or is not done in time, adds an error: the
 * rest is shown. Rejects as `view` does.
 */
export async function withProducers(
  view: Promise<LiveView>,
  producers: readonly MetricProducer[],
  timeoutMillis: number,
): Promise<LiveView> {
  const added = producers.map((producer) => viewOf(producer, timeoutMillis));
  const first = await view;
  const views = [first, ...(await Promise.all(added))];
  return {
    resource: first.resource,
    scopes: views.flatMap(({ scopes }) => scopes),
    errors: views.flatMap(({ errors }) => errors),
  };
}

async function viewOf(producer: MetricProducer, timeoutMillis: number): Promise<LiveView> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const error = new Error(`A metric producer did not finish in ${timeoutMillis} ms`);
    timer = setTimeout(() => reject(error), timeoutMillis).unref();
  });
  try {
    const { resourceMetrics, errors } = await Promise.race([
      producer.collect({ timeoutMillis }),
      late,
    ]);
    return liveViewOf(resourceMetrics, errors);
  } catch (error) {
    return { resource: { attributes: {} }, scopes: [], errors: [error] };
  } finally {
    clearTimeout(timer);
  }
}
