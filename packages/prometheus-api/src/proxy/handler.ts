import type { Breaker } from '../aggregation/breaker.js';
import { Gate } from '../aggregation/gate.js';
import { takeApart } from '../client/answer.js';
import type { PrometheusClient } from '../client/client.js';
import type { RawAnswer } from '../client/transport.js';
import type { Clock } from '../clock.js';
import { splitUrl } from '../endpoints/handler.js';
import {
  bytesResponse,
  contentTypes,
  type Handler,
  type HandlerRequest,
  type HandlerResponse,
  jsonResponse,
} from '../endpoints/types.js';
import {
  messageOf,
  overLimit,
  PrometheusApiError,
  type PrometheusApiErrorCode,
} from '../errors.js';
import {
  type Call,
  labelsCall,
  labelValuesCall,
  metadataCall,
  queryCall,
  queryRangeCall,
  seriesCall,
} from './calls.js';
import type { ProxyConfig } from './options.js';
import { badParameter, Parameters } from './parameters.js';

export interface ProxyParts {
  readonly client: Pick<PrometheusClient, 'raw' | 'url'>;
  readonly breaker: Breaker;
  readonly clock: Pick<Clock, 'wall'>;
  readonly signal: AbortSignal;
}

type MakeCall = (parameters: Parameters, config: ProxyConfig, now: number) => Call;

const fixed: Readonly<Record<string, MakeCall>> = {
  query: queryCall,
  query_range: queryRangeCall,
  series: seriesCall,
  labels: labelsCall,
  metadata: metadataCall,
};

/**
 * A handler of the read-only part of Prometheus' API under `<prefix>/api/v1`. Other paths below it
 * are not its own.
 */
export function proxyHandler(parts: ProxyParts, config: ProxyConfig, prefix: string): Handler {
  const gate = new Gate(config.maxConcurrent, config.maxConcurrent);
  const base = `${prefix}/api/v1/`;
  return async (request) => {
    const { path, query } = splitUrl(request.url);
    if (!path.startsWith(base)) return undefined;
    const make = routeOf(path.slice(base.length));
    if (!make) return undefined;
    try {
      const parameters = await parametersOf(request, query);
      const call = make(parameters, config, parts.clock.wall());
      return await gate.run(() => send(call, parts, config));
    } catch (error) {
      return errorResponse(error);
    }
  };
}

function routeOf(name: string): MakeCall | undefined {
  if (Object.hasOwn(fixed, name)) return fixed[name];
  const label = /^label\/([^/]+)\/values$/.exec(name)?.[1];
  if (label === undefined) return undefined;
  return (parameters, config, now) => labelValuesCall(label, parameters, config, now);
}

async function parametersOf(request: HandlerRequest, query: URLSearchParams): Promise<Parameters> {
  if (request.method === 'GET' || request.method === 'HEAD') return new Parameters(query);
  if (request.method !== 'POST') throw badParameter(`${request.method} is not supported.`);
  const type = String(request.headers['content-type'] ?? '');
  if (!type.startsWith('application/x-www-form-urlencoded')) {
    throw badParameter('POST takes application/x-www-form-urlencoded.');
  }
  let body: string;
  try {
    body = (await request.body?.()) ?? '';
  } catch (error) {
    throw error instanceof RangeError ? overLimit(error.message) : badParameter(messageOf(error));
  }
  return new Parameters(new URLSearchParams([...query, ...new URLSearchParams(body)]));
}

async function send(call: Call, parts: ProxyParts, config: ProxyConfig): Promise<HandlerResponse> {
  const { client, breaker, signal } = parts;
  const { timeoutMillis, maxResponseBytes } = config;
  const answer = await breaker.run(async () => {
    const raw = await client.raw(call.method, call.path, call.parameters, {
      signal,
      timeoutMillis,
      maxResponseBytes,
    });
    return { raw, data: dataOf(call, raw, client.url) };
  });
  if (!call.filter) return bytesResponse(200, contentTypes.json, answer.raw.body, noStore);
  const data = call.filter(answer.data);
  return jsonResponse(200, { status: 'success', data }, noStore);
}

const noStore = { 'cache-control': 'no-store' };
const success = '{"status":"success",';

/** Looks into an answer only as far as it must: parsing 10 MiB holds up everybody else. */
function dataOf(call: Call, raw: RawAnswer, url: string): unknown {
  const looksRight =
    raw.status === 200 &&
    raw.contentType.startsWith('application/json') &&
    Buffer.from(raw.body.subarray(0, success.length)).toString('latin1') === success;
  return looksRight && !call.filter ? undefined : takeApart(raw, url).data;
}

interface ErrorShape {
  readonly status: number;
  /** As in Prometheus' own answers, where it has a word for it. */
  readonly errorType: string;
}

const unavailable: ErrorShape = { status: 502, errorType: 'unavailable' };

const shapes: Readonly<Partial<Record<PrometheusApiErrorCode, ErrorShape>>> = {
  OBS_PROMAPI_REFUSED: { status: 403, errorType: 'forbidden' },
  OBS_PROMAPI_LIMIT: { status: 400, errorType: 'bad_data' },
  OBS_PROMAPI_BAD_QUERY: { status: 400, errorType: 'bad_data' },
  OBS_PROMAPI_QUERY_FAILED: { status: 422, errorType: 'execution' },
  OBS_PROMAPI_TIMEOUT: { status: 504, errorType: 'timeout' },
  OBS_PROMAPI_UNAVAILABLE: { status: 503, errorType: 'unavailable' },
  OBS_PROMAPI_BUSY: { status: 503, errorType: 'unavailable' },
  OBS_PROMAPI_CIRCUIT_OPEN: { status: 503, errorType: 'unavailable' },
};

function errorResponse(error: unknown): HandlerResponse {
  const known = error instanceof PrometheusApiError ? error : undefined;
  const { status, errorType } = (known && shapes[known.code]) ?? unavailable;
  const retry: Record<string, string> = status === 503 ? { 'retry-after': '5' } : {};
  return jsonResponse(
    status,
    {
      status: 'error',
      errorType,
      error: messageOf(error),
      ...(known ? { code: known.code } : {}),
    },
    { ...noStore, ...retry },
  );
}
