import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type PrometheusBackend, prometheus, prometheus3 } from '../backends/prometheus.ts';
import { type PrometheusClient, prometheusClient } from '../client/client.ts';
import type { Labels, Target } from '../client/types.ts';
import { waitFor } from '../wait.ts';
import { type Server, startServer } from './server.ts';

/** A scrape job. Fields not named here go into the scrape configuration as they are. */
export interface Job {
  readonly name: string;
  /**
   * `host:port`, a URL whose scheme and path are taken too (all of one job share both), or `self`:
   * the server that is started.
   */
  readonly targets: readonly string[];
  /** Labels of all targets. */
  readonly labels?: Labels;
  /** More of `scrape_config`, such as `{ honor_labels: true, scrape_interval: '200ms' }`. */
  readonly scrape?: Readonly<Record<string, unknown>>;
}

export interface PrometheusOptions {
  /** What to scrape. Default: nothing, for a server that is written to. */
  readonly jobs?: readonly Job[];
  /** Of scrapes and of rules. Default `1s`. */
  readonly scrapeInterval?: string;
  /** Rule files; each is copied. */
  readonly ruleFiles?: readonly string[];
  /** More of the configuration file: `{ global: ..., alerting: ..., storage: ... }`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /**
   * A whole configuration file in YAML, used as it is: without the four above. The
   * paths in it count from a fresh folder; use absolute ones.
   */
  readonly config?: string;
  /** `--enable-feature=native-histograms`; one that is set here already is replaced. */
  readonly flags?: readonly string[];
  /** 3: a Prometheus 3; default: whatever `prometheus()` finds. */
  readonly version?: 3;
  /** This very program. Default: by `version`. */
  readonly backend?: PrometheusBackend;
}

/** A running Prometheus with its client. */
export interface PrometheusServer extends PrometheusClient, Server {
  readonly port: number;
  readonly backend: PrometheusBackend;
  /**
   * Waits until there are targets and each was scraped with success.
   *
   * @throws WaitTimeoutError with the errors of those that were not; default 30 s
   */
  waitForTargets(timeoutMs?: number): Promise<Target[]>;
}

/**
 * Starts a Prometheus on a free loopback port with empty data, and waits until it
 * is ready. The lifecycle and administration APIs are on.
 *
 * The caller owns it and calls `stop()`; if the process ends without, the server
 * ends and its data goes all the same.
 *
 * @throws BackendMissingError when there is none
 * @throws TypeError when `config` comes with what it replaces
 * @throws StartFailedError with its last lines, for one on a bad configuration or flag
 */
export async function startPrometheus(options: PrometheusOptions = {}): Promise<PrometheusServer> {
  const { config, jobs, scrapeInterval, ruleFiles, settings } = options;
  if (config !== undefined && (jobs ?? scrapeInterval ?? ruleFiles ?? settings) !== undefined) {
    throw new TypeError(
      'config is a whole configuration: leave out jobs, scrapeInterval, ruleFiles and settings',
    );
  }
  const backend = options.backend ?? (await (options.version === 3 ? prometheus3() : prometheus()));
  const server = await startServer({
    name: 'prometheus',
    path: backend.path,
    ports: 1,
    async prepare(folder, [port]) {
      const file = join(folder, 'prometheus.yml');
      await writeFile(file, config ?? JSON.stringify(await configure(options, folder, port)));
      return mergeFlags(
        [
          `--config.file=${file}`,
          `--storage.tsdb.path=${join(folder, 'data')}`,
          `--web.listen-address=127.0.0.1:${port}`,
          '--web.enable-lifecycle',
          '--web.enable-admin-api',
          // An alert that fires before the Alertmanager is discovered (5 s) is lost, and
          // sent again only after this time: one minute by default.
          '--rules.alert.resend-delay=1s',
        ],
        options.flags ?? [],
      );
    },
    async ready({ folder }, [port]) {
      const url = `http://127.0.0.1:${port}`;
      const { ok } = await fetch(`${url}/-/ready`);
      if (!ok) return false;
      // Its data folder tells it from another Prometheus that got the port.
      const flags = await prometheusClient(url).api<Record<string, string>>('status/flags');
      return flags['config.file'] === join(folder, 'prometheus.yml');
    },
  });
  const [port] = server.ports as [number];
  const client = prometheusClient(`http://127.0.0.1:${port}`);
  return {
    ...server,
    ...client,
    port,
    backend,
    waitForTargets: (timeoutMs = 30_000) =>
      waitFor(
        async () => {
          const targets = await client.targets();
          const waiting = targets.filter(({ health }) => health !== 'up');
          if (targets.length > 0 && waiting.length === 0) return targets;
          throw new Error(describe(waiting));
        },
        { what: 'every target to be up', timeoutMs },
      ),
  };
}

function describe(waiting: readonly Target[]): string {
  if (waiting.length === 0) return 'there are no targets';
  const lines = waiting.map(({ job, scrapeUrl, health, lastError }) =>
    [job, scrapeUrl, health, lastError].join(' ').trimEnd(),
  );
  return lines.join('; ');
}

async function configure(
  options: PrometheusOptions,
  folder: string,
  port: number | undefined,
): Promise<object> {
  const { jobs = [], scrapeInterval = '1s', ruleFiles = [], settings = {} } = options;
  const rules = join(folder, 'rules');
  await mkdir(rules);
  const copies = ruleFiles.map((file, at) => join(rules, `${at}-${basename(file)}`));
  await Promise.all(ruleFiles.map((file, at) => copyFile(file, copies[at]!)));
  const intervals = {
    scrape_interval: scrapeInterval,
    scrape_timeout: scrapeInterval,
    evaluation_interval: scrapeInterval,
  };
  return {
    ...settings,
    global: { ...intervals, ...(settings['global'] as object | undefined) },
    rule_files: copies,
    scrape_configs: jobs.map((job) => toScrapeConfig(job, `127.0.0.1:${port}`)),
  };
}

function toScrapeConfig({ name, targets, labels, scrape }: Job, self: string): object {
  const urls = targets.map((target) => {
    const address = target === 'self' ? self : target;
    return new URL(/^https?:/.test(address) ? address : `http://${address}`);
  });
  const [first] = urls;
  const config: Record<string, unknown> = { job_name: name };
  if (first !== undefined) config['scheme'] = first.protocol.slice(0, -1);
  if (first !== undefined && first.pathname !== '/') config['metrics_path'] = first.pathname;
  // The port is written out: `URL` drops one that is the scheme's default.
  const hosts = urls.map(
    (url) => `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`,
  );
  config['static_configs'] = [{ targets: hosts, ...(labels === undefined ? {} : { labels }) }];
  return { ...config, ...scrape };
}

/** Prometheus refuses a flag that is given twice; `more` wins. */
function mergeFlags(own: readonly string[], more: readonly string[]): string[] {
  const nameOf = (flag: string) => flag.split('=')[0];
  const replaced = new Set(more.map(nameOf));
  return [...own.filter((flag) => !replaced.has(nameOf(flag))), ...more];
}
