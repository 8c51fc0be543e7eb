import type { MetricFamily } from '../model/family.js';
import { writeText } from '../writers/text.js';
import { inSlices, type SliceOptions } from './slices.js';
import { type Handler, type HandlerRequest, type HandlerResponse, textResponse } from './types.js';

/** What a scrape shows. */
export interface Exposition {
  readonly families: readonly MetricFamily[];
}

export interface MetricsHandlerOptions {
  /** Collects, and gives the families to write. A rejection is answered with 500 and its message. */
  readonly collect: () => Promise<Exposition>;
  readonly slices?: SliceOptions;
  readonly onDuplicate?: (family: string, labels: string) => void;
}

/** A handler that answers scrapes. Pure: knows no socket and no server. */
export function metricsHandler(options: MetricsHandlerOptions): Handler {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return textResponse(405, 'Method not allowed\n', { allow: 'GET, HEAD' });
    }
    try {
      return await scrape(request, options);
    } catch (error) {
      return textResponse(500, `Collecting metrics failed: ${messageOf(error)}\n`);
    }
  };
}

async function scrape(
  request: HandlerRequest,
  options: MetricsHandlerOptions,
): Promise<HandlerResponse> {
  const headers = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };
  if (request.method === 'HEAD') return { status: 200, headers, body: null };
  const { families } = await options.collect();
  const { onDuplicate } = options;
  const chunks = writeText(families, onDuplicate ? { onDuplicate } : {});
  return { status: 200, headers, body: inSlices(chunks, options.slices) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
