import { type PrometheusServer, waitFor } from '@obs-test/backends';

/**
 * Waits until every target was scraped twice from now on: the first scrape may have begun before,
 * and recording rules lag a scrape behind.
 */
export async function scraped(prometheus: PrometheusServer): Promise<void> {
  for (let scrape = 0; scrape < 2; scrape++) {
    const now = Date.now() / 1000;
    await waitFor(
      async () => {
        const [oldest] = await prometheus.query('min(timestamp(up))');
        return oldest !== undefined && oldest.value > now;
      },
      { what: 'the next scrape of every target', timeoutMs: 20_000 },
    );
  }
}
