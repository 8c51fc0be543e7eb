import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PrometheusServer, startPrometheus, waitFor } from '@obs-test/backends';
import type { Fleet } from './fleet/fleet.ts';

/** A rule of a recording rule file. */
export interface RecordingRule {
  readonly group: string;
  readonly record: string;
  readonly expr: string;
}

export interface ScrapeOptions {
  /** Of scrapes and rules; default `1s`. */
  readonly interval?: string;
  readonly rules?: readonly RecordingRule[];
  /** `--enable-feature=native-histograms` and the like. */
  readonly flags?: readonly string[];
}

/** The labels of Prometheus as a target, as the contract has them. */
const ownLabels = { cluster: 'dev-tools', role: 'metrics-storage', service: 'prometheus' };

/**
 * Starts a real Prometheus that scrapes the fleet and itself, under the contract's jobs and labels.
 * The caller owns it and calls `stop()`, before the fleet's.
 *
 * @throws BackendMissingError when there is none.
 */
export async function scrapeFleet(
  fleet: Fleet,
  options: ScrapeOptions = {},
): Promise<PrometheusServer> {
  const folder = await mkdtemp(join(tmpdir(), 'obs-fleet-'));
  try {
    const ruleFile = join(folder, 'rules.yml');
    await writeFile(ruleFile, JSON.stringify({ groups: groupsOf(options.rules ?? []) }));
    // Which port Prometheus gets is known once it runs, so it finds itself by a file.
    const self = join(folder, 'self.json');
    await writeFile(self, '[]');
    const own = {
      name: 'prometheus',
      targets: [],
      scrape: { file_sd_configs: [{ files: [self], refresh_interval: '1s' }] },
    };
    const prometheus = await startPrometheus({
      jobs: [...fleet.jobs, own],
      ruleFiles: [ruleFile],
      scrapeInterval: options.interval ?? '1s',
      ...(options.flags === undefined ? {} : { flags: options.flags }),
    });
    const target = { targets: [`127.0.0.1:${prometheus.port}`], labels: ownLabels };
    await writeFile(self, JSON.stringify([target]));
    return {
      ...prometheus,
      // It finds itself a moment later than the others: all of them have to be there.
      async waitForTargets(timeoutMs = 30_000) {
        const isComplete = async () =>
          (await prometheus.targets()).length === fleet.jobs.length + 1;
        await waitFor(isComplete, { what: 'Prometheus to find every target', timeoutMs });
        return prometheus.waitForTargets(timeoutMs);
      },
      async stop() {
        await prometheus.stop();
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Without an interval of their own, so that they follow the scrapes. */
function groupsOf(rules: readonly RecordingRule[]): object[] {
  return [...new Set(rules.map(({ group }) => group))].map((name) => ({
    name,
    rules: rules
      .filter(({ group }) => group === name)
      .map(({ record, expr }) => ({ record, expr })),
  }));
}
