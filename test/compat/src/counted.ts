import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from './app.ts';

/** What `/metrics` said after the last request. */
export interface Counted {
  readonly requests: number;
  readonly routes: readonly string[];
  /** The sum of all gauges of requests in flight. */
  readonly active: number;
  /** gRPC calls under side, method and status. */
  readonly calls: Readonly<Record<string, number>>;
}

const patience = 10_000;

/**
 * Reads the metrics until they are complete: a request is counted when its response was handed to
 * the operating system, which is after its client has it.
 */
export async function readCounted(
  text: () => { readonly stderr: string },
  app: App,
  expected: number,
): Promise<Counted> {
  const sumOf = (calls: Counted['calls']) => Object.values(calls).reduce((a, b) => a + b, 0);
  const expectedCalls = sumOf(app.calls ?? {});
  const until = performance.now() + patience;
  for (;;) {
    const url = /obs: .*metrics on (http\S+?);?( |$)/m.exec(text().stderr)?.[1];
    const counted = url === undefined ? undefined : await scrape(url, app);
    const isComplete =
      counted?.requests === expected &&
      counted.active === 0 &&
      sumOf(counted.calls) === expectedCalls;
    if (counted !== undefined && (isComplete || performance.now() > until)) return counted;
    if (performance.now() > until) throw new Error(`${app.name} has no metrics: ${text().stderr}`);
    await sleep(25);
  }
}

async function scrape(url: string, app: App): Promise<Counted> {
  const response = await fetch(url, { headers: { connection: 'close' } });
  const lines = (await response.text()).split('\n');
  const family = app.counts ?? 'http_server_request_duration_seconds';
  const series = lines.filter((line) => line.startsWith(`${family}_count`));
  const active = lines.filter((line) => /^\w+_active_requests\{/.test(line));
  const routes = series.flatMap(
    (line) => /(?:http_route|rpc_method)="([^"]*)"/.exec(line)?.[1] ?? [],
  );
  return {
    requests: sum(series),
    routes: [...new Set(routes)].sort(),
    active: sum(active),
    calls: callsIn(lines),
  };
}

function callsIn(lines: readonly string[]): Record<string, number> {
  const calls: Record<string, number> = {};
  for (const line of lines) {
    const side = /^rpc_(server|client)_call_duration_seconds_count\{/.exec(line)?.[1];
    if (side === undefined) continue;
    const label = (name: string) => new RegExp(`[{,]${name}="([^"]*)"`).exec(line)?.[1];
    const key = `${side} ${label('rpc_method')} ${label('rpc_status_code') ?? label('rpc_response_status_code')}`;
    calls[key] = (calls[key] ?? 0) + sum([line]);
  }
  return calls;
}

function sum(lines: readonly string[]): number {
  return lines.reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
