import { negotiate } from './accept.js';
import { InFlight } from './in-flight.js';
import type { MetricsHandlerOptions } from './options.js';
import { headersFor, Scrape } from './scrape.js';
import { type Handler, headerOf, textResponse } from './types.js';

/**
 * A handler that answers scrapes in the format that `Accept` asks for. Pure: knows no socket and no
 * server. A scrape counts as in flight until its body has been read, given up, or timed out; one
 * whose body is small (one chunk, made in one slice) until it is handed out whole.
 */
export function metricsHandler(options: MetricsHandlerOptions): Handler {
  const inFlight = new InFlight(options);
  return (request) => {
    const { method } = request;
    if (method !== 'GET' && method !== 'HEAD') {
      const allow = { allow: 'GET, HEAD' };
      return Promise.resolve(textResponse(405, 'Method not allowed\n', allow));
    }
    const negotiated = negotiate(headerOf(request, 'accept'));
    if (method === 'HEAD') {
      return Promise.resolve({ status: 200, headers: headersFor(negotiated), body: null });
    }
    // No async function: each promise and closure less counts in a small scrape.
    return new Promise((answer) => new Scrape(request, negotiated, inFlight, answer).begin());
  };
}
