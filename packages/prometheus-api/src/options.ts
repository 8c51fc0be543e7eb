import type { AggregationOptions } from './aggregation/options.js';
import type { ClientOptions } from './client/options.js';
import { invalidOption } from './errors.js';
import type { PlanOptions } from './plan/options.js';
import type { ProxyOptions } from './proxy/options.js';

/** Everything that can be set; nothing must be. */
export interface PrometheusApiOptions extends ClientOptions, PlanOptions, AggregationOptions {
  /** Path before the endpoints' names. Default `/prometheus/metrics`. */
  readonly prefix?: string;
  /** Serves part of Prometheus' own API, so that Grafana can use it as a data source. Default off. */
  readonly proxy?: boolean | ProxyOptions;
}

/** A path without slash at its end, or `OBS_PROMAPI_INVALID_OPTION`. */
export function checkedPrefix(option: string, prefix: string): string {
  const path = prefix.replace(/\/+$/, '');
  if (path === '' || /^(?:\/[\w.~-]+)+$/.test(path)) return path;
  throw invalidOption(option, `${JSON.stringify(prefix)} is no path`, 'Write /prometheus/metrics.');
}
