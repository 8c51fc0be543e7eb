import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type PrometheusServer, startPrometheus, waitFor } from '@obs-test/backends';
import { drive, startFleet } from '@obs-test/fleet';

const rules = fileURLToPath(new URL('../../../deploy/prometheus/rules/', import.meta.url));

/** All systems under traffic, and a Prometheus with the rules of `deploy/` that has seen it. */
export interface Live {
  readonly prometheus: PrometheusServer;
  stop(): Promise<void>;
}

/**
 * Starts everything and sends the traffic of the contract: pipelines that fail, providers that are
 * down, policies that are violated. After the first round every series exists; the second moves them.
 *
 * @param rounds how many rounds follow the first; each takes 2 to 4 seconds
 */
export async function startLive(rounds = 1): Promise<Live> {
  const fleet = await startFleet();
  const stops = [() => fleet.stop()];
  const stop = async () => {
    await Promise.all(stops.map((one) => one()));
  };
  try {
    const prometheus = await startPrometheus({
      jobs: [...fleet.jobs, { name: 'prometheus', targets: ['self'] }],
      ruleFiles: readdirSync(rules).map((file) => `${rules}${file}`),
      scrapeInterval: '1s',
    });
    stops.push(() => prometheus.stop());
    await prometheus.waitForTargets(60_000);
    await drive(fleet, { round: 1 });
    await scrapes(prometheus);
    for (let round = 2; round < 2 + rounds; round++) await drive(fleet, { round });
    await scrapes(prometheus);
    return { prometheus, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Waits for two scrapes of every target: rules, and rules of rules, lag behind. */
async function scrapes(prometheus: PrometheusServer): Promise<void> {
  for (let scrape = 0; scrape < 3; scrape++) {
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
