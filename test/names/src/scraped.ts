import type { PrometheusExporter } from '@obs/exporter-prometheus';

/** One scrape in the text format. */
export async function scraped(exporter: PrometheusExporter): Promise<string> {
  const { status, body } = await exporter.handler({ method: 'GET', url: '/metrics', headers: {} });
  if (status !== 200 || body === null) throw new Error(`a scrape was answered with ${status}`);
  if (body instanceof Uint8Array) return Buffer.from(body).toString();
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
