import { Aggregator } from './aggregation/aggregator.js';
import { PrometheusClient } from './client/client.js';
import { systemClock } from './clock.js';
import { endpointsHandler } from './endpoints/handler.js';
import { type Handler, jsonResponse } from './endpoints/types.js';
import { messageOf } from './errors.js';
import { checkedPrefix, type PrometheusApiOptions } from './options.js';
import { createPlan } from './plan/plan.js';
import { proxyHandler } from './proxy/handler.js';
import { proxyConfig } from './proxy/options.js';

/** The eight endpoints, ready to be mounted. */
export interface PrometheusApi {
  /**
   * Answers a request, or gives undefined for a path that is not its own. Pure: knows no socket and
   * no server, and never rejects. Mount it with `toNodeListener` or `toFetch`.
   */
  readonly handler: Handler;
  /** The client that the endpoints use, for queries of the caller's own; it has no cache. */
  readonly client: PrometheusClient;
  /** Gives up the queries that run. What is asked for afterwards is answered as failed. */
  close(): void;
}

/**
 * Makes the eight endpoints over a Prometheus server. Nothing is asked before the first request, and
 * a Prometheus that is away is an answer, not an error.
 *
 * Memory: two rounds of answers a section, each at most `maxResponseBytes` a query.
 * Throws `OBS_PROMAPI_INVALID_OPTION` with the way out for an option that cannot work.
 */
export function createPrometheusApi(options: PrometheusApiOptions = {}): PrometheusApi {
  const prefix = checkedPrefix('prefix', options.prefix ?? '/prometheus/metrics');
  const client = new PrometheusClient(options);
  const plan = createPlan(options);
  const aggregator = new Aggregator(client, plan, options);
  const handlers: Handler[] = [endpointsHandler(aggregator, prefix)];
  if (options.proxy) {
    const proxy = options.proxy === true ? {} : options.proxy;
    const parts = {
      client,
      breaker: aggregator.breaker,
      clock: options.clock ?? systemClock,
      signal: aggregator.signal,
    };
    const proxyPrefix = checkedPrefix('proxy.prefix', proxy.prefix ?? '');
    handlers.push(proxyHandler(parts, proxyConfig(proxy, plan.families), proxyPrefix));
  }
  return {
    client,
    handler: async (request) => {
      try {
        for (const handler of handlers) {
          const answer = await handler(request);
          if (answer) return answer;
        }
        return undefined;
      } catch (error) {
        return jsonResponse(500, { error: { message: messageOf(error) } });
      }
    },
    close: () => aggregator.close(),
  };
}
