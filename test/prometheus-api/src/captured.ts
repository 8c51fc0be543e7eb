import { createPrometheusApi, type ProxyOptions } from '@obs/prometheus-api';

const nothing = '{"status":"success","data":{"resultType":"vector","result":[]}}';

/** A proxy before a Prometheus that only remembers. */
export interface CapturedProxy {
  /** What Prometheus would get for a query, or the code with which the proxy refuses it. */
  ask(query: string): Promise<{ readonly sent: string } | { readonly code: string }>;
}

export function capturedProxy(proxy: ProxyOptions): CapturedProxy {
  let sent: string | undefined;
  const api = createPrometheusApi({
    url: 'http://prometheus.test',
    proxy,
    fetch: async (_url, init) => {
      sent = new URLSearchParams(String(init?.body)).get('query') ?? '';
      return new Response(nothing, { headers: { 'content-type': 'application/json' } });
    },
  });
  return {
    async ask(query) {
      sent = undefined;
      const url = '/api/v1/query';
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const body = async () => new URLSearchParams({ query }).toString();
      const answer = await api.handler({ method: 'POST', url, headers, body });
      if (sent !== undefined) return { sent };
      return { code: JSON.parse(Buffer.from(answer?.body ?? []).toString('utf8')).code };
    },
  };
}
