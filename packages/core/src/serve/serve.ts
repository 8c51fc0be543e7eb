import { type Handler, MetricsServer, toNodeListener } from '@obs/exporter-prometheus';
import type { Config } from '../config/config.js';
import { healthHandlers } from '../health/endpoints.js';
import { reasonOf } from '../reason.js';
import type { State } from '../state.js';
import { serveOnAppPort } from './app-port.js';

/** Something that answers scrapes. */
export interface Served {
  readonly url: string | undefined;
  close(): Promise<void>;
}

/** Mounts the metrics, and the health endpoints if they are on, where the configuration says. */
export async function serve(
  state: State,
  config: Config,
  metrics: Handler,
  isEnding: () => boolean,
): Promise<Served> {
  const { health, ready } = healthHandlers(state.health, isEnding);
  const routes: Record<string, Handler> = {
    [config.metricsPath]: metrics,
    ...(config.healthEndpoints ? { '/health': health, '/ready': ready } : {}),
  };
  return config.metricsPort === 'app'
    ? serveApp(state, routes)
    : await serveOwn(state, config, config.metricsPort, routes);
}

function serveApp(state: State, routes: Readonly<Record<string, Handler>>): Served {
  const listeners = Object.fromEntries(
    Object.entries(routes).map(([path, handler]) => [path, toNodeListener(handler)]),
  );
  const app = serveOnAppPort(listeners, (url) => state.log.info(`metrics on ${url}`));
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
  state: State,
  config: Config,
  port: number,
  routes: Readonly<Record<string, Handler>>,
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
      if (config.announce) state.log.info(line);
      else state.log.debug(line);
    },
    warn: (line) => {
      state.log.info(line);
      hearNews();
    },
  });
  const listening = server.listen().then(
    (address) => {
      url = `${address.url}${config.metricsPath}`;
    },
    (error: Error) =>
      state.log.info(
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
