import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as a receiver of OTLP sees it. */
export interface ReceivedSpan {
  readonly service: string;
  readonly scope: string;
  readonly name: string;
  readonly kind: 'INTERNAL' | 'SERVER' | 'CLIENT' | 'PRODUCER' | 'CONSUMER';
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly status: 'UNSET' | 'OK' | 'ERROR';
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Receives spans as OTLP over HTTP and JSON; `environment` makes an application send there. */
export interface Receiver {
  readonly spans: readonly ReceivedSpan[];
  readonly environment: Readonly<Record<string, string>>;
  /** Everything that came, as it came. */
  readonly bodies: readonly string[];
  /** Waits until there are spans that fulfil a condition; the test's own timeout ends what never does. */
  until(condition: (spans: readonly ReceivedSpan[]) => boolean): Promise<readonly ReceivedSpan[]>;
  close(): void;
}

const kinds = ['INTERNAL', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'] as const;
const statuses = ['UNSET', 'OK', 'ERROR'] as const;

export async function receiver(): Promise<Receiver> {
  const spans: ReceivedSpan[] = [];
  const bodies: string[] = [];
  let look = () => {};
  const server: Server = createServer(async (request, response) => {
    let body = '';
    request.setEncoding('utf8');
    for await (const chunk of request) body += chunk;
    response.setHeader('content-type', 'application/json').end('{}');
    if (request.url !== '/v1/traces') return;
    bodies.push(body);
    spans.push(...spansOf(JSON.parse(body)));
    look();
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.on('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    spans,
    bodies,
    environment: {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `http://127.0.0.1:${port}/v1/traces`,
      OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '50',
    },
    until: (condition) =>
      new Promise((resolve) => {
        look = () => {
          if (condition(spans)) resolve(spans);
        };
        look();
      }),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

type KeyValues = readonly {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}[];

/** What is read of `ExportTraceServiceRequest` as JSON. */
interface Request {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: KeyValues };
    readonly scopeSpans: readonly {
      readonly scope: { readonly name: string };
      readonly spans: readonly {
        readonly name: string;
        readonly kind: number;
        readonly traceId: string;
        readonly spanId: string;
        readonly parentSpanId?: string;
        readonly traceState?: string;
        readonly status?: { readonly code?: number };
        readonly attributes?: KeyValues;
      }[];
    }[];
  }[];
}

function spansOf(request: Request): ReceivedSpan[] {
  return request.resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) =>
      spans.map((span) => ({
        service: String(attributesOf(resource.attributes)['service.name']),
        scope: scope.name,
        name: span.name,
        kind: kinds[span.kind] ?? 'INTERNAL',
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId ?? '',
        traceState: span.traceState ?? '',
        status: statuses[span.status?.code ?? 0] ?? 'UNSET',
        attributes: attributesOf(span.attributes),
      })),
    ),
  );
}

function attributesOf(list: KeyValues = []): Record<string, unknown> {
  return Object.fromEntries(list.map(({ key, value }) => [key, Object.values(value)[0]]));
}
