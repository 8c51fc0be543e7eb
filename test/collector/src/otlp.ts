import { randomBytes } from 'node:crypto';

/** A span to send; times in milliseconds from the start of its trace. */
export interface SpanToSend {
  readonly name: string;
  readonly service?: string;
  readonly startMillis?: number;
  readonly durationMillis?: number;
  readonly isError?: boolean;
  readonly kind?: 'INTERNAL' | 'SERVER' | 'CLIENT';
  readonly attributes?: Readonly<Record<string, string | number>>;
}

const kinds = { INTERNAL: 1, SERVER: 2, CLIENT: 3 } as const;

/**
 * Sends one trace whose first span is the root and parent of the others, an export request for each
 * span, as different processes would.
 *
 * @param url of an OTLP receiver over HTTP, without `/v1/traces`.
 * @param traceId default: a new one.
 * @returns its id
 */
export async function sendTrace(
  url: string,
  spans: readonly SpanToSend[],
  traceId = randomBytes(16).toString('hex'),
): Promise<string> {
  const root = randomBytes(8).toString('hex');
  const begun = Date.now() - Math.max(...spans.map(endOf));
  for (const [at, span] of spans.entries()) {
    const ids = at === 0 ? { spanId: root } : { spanId: hex8(), parentSpanId: root };
    await post(`${url}/v1/traces`, {
      resourceSpans: [
        {
          resource: { attributes: attributesOf({ 'service.name': span.service ?? 'shop' }) },
          scopeSpans: [{ spans: [{ traceId, ...ids, ...toOtlp(span, begun) }] }],
        },
      ],
    });
  }
  return traceId;
}

function endOf({ startMillis = 0, durationMillis = 1 }: SpanToSend): number {
  return startMillis + durationMillis;
}

function toOtlp(span: SpanToSend, begun: number): object {
  const { name, startMillis = 0, isError = false, kind = 'INTERNAL', attributes = {} } = span;
  return {
    name,
    kind: kinds[kind],
    startTimeUnixNano: nanoseconds(begun + startMillis),
    endTimeUnixNano: nanoseconds(begun + endOf(span)),
    status: isError ? { code: 2, message: 'went wrong' } : {},
    attributes: attributesOf(attributes),
  };
}

/** Sends a histogram of one observation whose exemplar has this trace id, and a counter. */
export async function sendMetrics(url: string, traceId: string): Promise<void> {
  const timeUnixNano = nanoseconds(Date.now());
  const base = {
    startTimeUnixNano: nanoseconds(Date.now() - 1000),
    timeUnixNano,
    attributes: attributesOf({ pipeline: 'default-pipeline' }),
  };
  const exemplar = { timeUnixNano, asDouble: 0.3, traceId, spanId: hex8() };
  const histogram = {
    aggregationTemporality: 2,
    dataPoints: [
      {
        ...base,
        count: '1',
        sum: 0.3,
        explicitBounds: [0.1, 0.5],
        bucketCounts: ['0', '1', '0'],
        exemplars: [exemplar],
      },
    ],
  };
  const sum = {
    aggregationTemporality: 2,
    isMonotonic: true,
    dataPoints: [{ ...base, asInt: '1' }],
  };
  await post(`${url}/v1/metrics`, {
    resourceMetrics: [
      {
        resource: { attributes: attributesOf({ 'service.name': 'jeeves-engine' }) },
        scopeMetrics: [
          {
            scope: { name: 'a.scope' },
            metrics: [
              { name: 'jeeves.pipeline.duration', unit: 's', histogram },
              { name: 'jeeves.pipeline.executions', sum },
            ],
          },
        ],
      },
    ],
  });
}

async function post(url: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
}

function attributesOf(values: Readonly<Record<string, string | number>>): object[] {
  return Object.entries(values).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }));
}

function hex8(): string {
  return randomBytes(8).toString('hex');
}

function nanoseconds(millis: number): string {
  return `${Math.round(millis)}000000`;
}
