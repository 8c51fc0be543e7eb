import { type Handler, MetricsServer, toNodeListener } from '@obs/exporter-prometheus';
import type { Config } from '../config/config.js';
import { healthHandlers } from '../health/endpoints.js';
import type { Log } from '../log.js';
import type { ObservedProcess } from '../process/observed-process.js';
import { portAdvice } from '../process/place.js';
import { reasonOf } from '../reason.js';
import { serveOnAppPort } from './app-port.js';

/** Something that answers scrapes. */
export interface Served {
  readonly url: string | undefined;
  close(): Promise<void>;
}

/** Mounts a process' metrics, and the health endpoints if they are on, where the configuration says. */
export async function serve(process: ObservedProcess, config: Config, log: Log): Promise<Served> {
  const { health, ready } = healthHandlers(process.health, () => process.isEnding);
  const routes: Record<string, Handler> = {
    [config.metricsPath]: process.metrics,
    ...(config.healthEndpoints ? { '/health': health, '/ready': ready } : {}),
  };
  return config.metricsPort === 'app'
    ? serveApp(log, routes)
    : await serveOwn(process, config, config.metricsPort, routes, log);
}

function serveApp(log: Log, routes: Readonly<Record<string, Handler>>): Served {
  const listeners = Object.fromEntries(
    Object.entries(routes).map(([path, handler]) => [path, toNodeListener(handler)]),
  );
  const app = serveOnAppPort(listeners, (url) => log.info(`metrics on ${url}`));
  return {
    get url() {
      return app.url;
    },
    close: async () => app.close(),
  };
}

/**
 * Waits for the first news only: a port that is taken is a line on stderr and a server that keeps
 * trying, not an application that waits.
 */
async function serveOwn(
  process: ObservedProcess,
  config: Config,
  port: number,
  routes: Readonly<Record<string, Handler>>,
  log: Log,
): Promise<Served> {
  let url: string | undefined;
  let hearNews = () => {};
  const news = new Promise<void>((resolve) => {
    hearNews = resolve;
  });
  const server = new MetricsServer({
    host: config.metricsHost,
    port,
    routes,
    log: (line) => {
      if (config.announce) log.info(line);
      else log.debug(line);
    },
    warn: (line) => {
      const advice = portAdvice(process.place);
      log.info(advice === undefined ? line : `${line} ${advice}`);
      hearNews();
    },
  });
  const listening = server.listen().then(
    (address) => {
      url = `${address.url}${config.metricsPath}`;
    },
    (error: Error) =>
      log.info(
        `metrics are not served: ${reasonOf(error)}. Set OBS_METRICS_HOST (${config.metricsHost}) to an address of this machine, and OBS_METRICS_PORT (${port}) to a port that this user may open.`,
      ),
  );
  await Promise.race([listening, news]);
  return {
    get url() {
      return url;
    },
    close: () => server.close(),
  };
}
