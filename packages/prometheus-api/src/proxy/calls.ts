import { overLimit, refused } from '../errors.js';
import { checkQuery, checkSelector } from './check.js';
import type { ProxyConfig } from './options.js';
import { badParameter, type Parameters } from './parameters.js';

/** What to send to Prometheus. */
export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly parameters: URLSearchParams;
  /** Takes out of the `data` what is not allowed; undefined: the answer goes through as it is. */
  readonly filter?: (data: unknown) => unknown;
}

/** Milliseconds since the epoch. */
type Now = number;

/** Most entries of a list. */
const maxItems = 100_000;

/** `/api/v1/query`. */
export function queryCall(parameters: Parameters, config: ProxyConfig): Call {
  const { text } = checkQuery(parameters.required('query'), config);
  const sent = form({ query: text, timeout: timeout(parameters, config) });
  const time = parameters.time('time');
  if (time !== undefined) sent.set('time', String(time));
  return { method: 'POST', path: '/api/v1/query', parameters: sent };
}

/** `/api/v1/query_range`. */
export function queryRangeCall(parameters: Parameters, config: ProxyConfig): Call {
  parameters.required('start');
  parameters.required('end');
  parameters.required('step');
  const from = parameters.time('start')!;
  const to = parameters.time('end')!;
  const stepMillis = parameters.duration('step')!;
  if (to < from) throw badParameter('end is before start.');
  const rangeMillis = (to - from) * 1_000;
  if (stepMillis < config.minStepMillis) {
    throw overLimit(`step is ${stepMillis} ms; ${config.minStepMillis} ms is the least.`);
  }
  const points = Math.floor(rangeMillis / stepMillis) + 1;
  if (points > config.maxPoints) {
    throw overLimit(
      `There are ${points} steps between start and end; ${config.maxPoints} are the most.`,
    );
  }
  const checked = checkQuery(parameters.required('query'), config, points);
  checkRange(rangeMillis + checked.reachMillis, config);
  const sent = form({
    query: checked.text,
    start: String(from),
    end: String(to),
    step: String(stepMillis / 1_000),
    timeout: timeout(parameters, config),
  });
  return { method: 'POST', path: '/api/v1/query_range', parameters: sent };
}

/** `/api/v1/series`. */
export function seriesCall(parameters: Parameters, config: ProxyConfig, now: Now): Call {
  if (parameters.list('match[]').length === 0) throw badParameter('match[] is missing.');
  const { allow } = config;
  return {
    method: 'POST',
    path: '/api/v1/series',
    parameters: selection(parameters, config, now),
    filter: (data) =>
      Array.isArray(data) ? data.filter((labels) => allow.allows(labels?.['__name__'])) : [],
  };
}

/** `/api/v1/labels`. */
export function labelsCall(parameters: Parameters, config: ProxyConfig, now: Now): Call {
  return { method: 'POST', path: '/api/v1/labels', parameters: selection(parameters, config, now) };
}

/** `/api/v1/label/<label>/values`. */
export function labelValuesCall(
  label: string,
  parameters: Parameters,
  config: ProxyConfig,
  now: Now,
): Call {
  if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)) throw badParameter(`${label} is no label name.`);
  const { allow } = config;
  const call: Call = {
    method: 'GET',
    path: `/api/v1/label/${label}/values`,
    parameters: selection(parameters, config, now),
  };
  if (label !== '__name__') return call;
  return {
    ...call,
    filter: (data) => (Array.isArray(data) ? data.filter((name) => allow.allows(name)) : []),
  };
}

/** `/api/v1/metadata`. */
export function metadataCall(parameters: Parameters, config: ProxyConfig): Call {
  const { allow } = config;
  const metric = parameters.text('metric');
  if (metric !== undefined && !allow.allowsFamily(metric)) {
    throw refused(`${JSON.stringify(metric.slice(0, 80))} is not on the allow-list.`);
  }
  const limit = parameters.limit('limit', maxItems) ?? maxItems;
  return {
    method: 'GET',
    path: '/api/v1/metadata',
    parameters: form(metric === undefined ? {} : { metric }),
    // Limited here, after what is not allowed is out.
    filter: (data) =>
      Object.fromEntries(
        Object.entries(data ?? {})
          .filter(([name]) => allow.allowsFamily(name))
          .slice(0, limit),
      ),
  };
}

/** Selectors and time of a call about series; without selectors, what is allowed. */
function selection(parameters: Parameters, config: ProxyConfig, now: Now): URLSearchParams {
  const selectors = parameters.list('match[]');
  if (selectors.length > 100) throw overLimit('There are more than 100 selectors.');
  const sent = new URLSearchParams();
  for (const selector of selectors) sent.append('match[]', checkSelector(selector, config));
  if (selectors.length === 0) sent.append('match[]', config.allow.selector());
  const to = parameters.time('end') ?? now / 1_000;
  const from = parameters.time('start') ?? to - config.maxRangeMillis / 1_000;
  if (to < from) throw badParameter('end is before start.');
  checkRange((to - from) * 1_000, config);
  sent.set('start', String(from));
  sent.set('end', String(to));
  const limit = parameters.limit('limit', maxItems);
  if (limit !== undefined) sent.set('limit', String(limit));
  return sent;
}

function checkRange(millis: number, { maxRangeMillis }: ProxyConfig): void {
  if (millis <= maxRangeMillis) return;
  throw overLimit(
    `The query reaches over ${millis / 1_000} s; ${maxRangeMillis / 1_000} s is the most.`,
  );
}

function timeout(parameters: Parameters, config: ProxyConfig): string {
  const asked = parameters.duration('timeout') ?? config.timeoutMillis;
  return `${Math.ceil(Math.min(asked, config.timeoutMillis))}ms`;
}

function form(values: Readonly<Record<string, string>>): URLSearchParams {
  return new URLSearchParams(values);
}
