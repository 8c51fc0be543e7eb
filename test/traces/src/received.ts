import type { CollectorServer } from '@obs-test/backends';

interface TraceRequest {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly {
      readonly spans: readonly { readonly spanId: string; readonly name: string }[];
    }[];
  }[];
}

interface MetricRequest {
  readonly resourceMetrics: readonly {
    readonly scopeMetrics: readonly {
      readonly metrics: readonly {
        readonly name: string;
        readonly sum?: {
          readonly dataPoints: readonly {
            readonly asInt?: string;
            readonly asDouble?: number;
            readonly attributes?: readonly {
              readonly key: string;
              readonly value: { readonly stringValue?: string; readonly intValue?: string };
            }[];
          }[];
        };
      }[];
    }[];
  }[];
}

/** What Collectors have written to their files. */
export interface Received {
  /** Ids of the spans, each as often as it came. */
  readonly spanIds: readonly string[];
  /** Names of the spans, in the order of `spanIds`. */
  readonly names: readonly string[];
}

/** Every span that these Collectors took. */
export async function spansOf(...collectors: readonly CollectorServer[]): Promise<Received> {
  const requests = await Promise.all(
    collectors.map((collector) => collector.received<TraceRequest>('traces')),
  );
  const spans = requests
    .flat()
    .flatMap(({ resourceSpans }) => resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap(({ spans }) => spans);
  return {
    spanIds: spans.map(({ spanId }) => spanId),
    names: spans.map(({ name }) => name),
  };
}

/**
 * The value of a cumulative sum in the last request that has it, over the series with these attributes.
 *
 * @returns undefined when it never came
 */
export async function sumOf(
  collector: CollectorServer,
  name: string,
  attributes: Readonly<Record<string, string>> = {},
): Promise<number | undefined> {
  const requests = await collector.received<MetricRequest>('metrics');
  const sums = requests.map(({ resourceMetrics }) =>
    resourceMetrics
      .flatMap(({ scopeMetrics }) => scopeMetrics)
      .flatMap(({ metrics }) => metrics)
      .find((metric) => metric.name === name),
  );
  const last = sums.findLast((metric) => metric !== undefined);
  return last?.sum?.dataPoints
    .filter((point) =>
      Object.entries(attributes).every(([key, value]) =>
        point.attributes?.some(
          (attribute) => attribute.key === key && attribute.value.stringValue === value,
        ),
      ),
    )
    .reduce((total, { asInt, asDouble }) => total + Number(asInt ?? asDouble), 0);
}
