import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AlertmanagerBackend, alertmanager } from '../backends/alertmanager.ts';
import type { Labels } from '../client/types.ts';
import { getJson } from './json.ts';
import { type Server, startServer } from './server.ts';

export interface AlertmanagerOptions {
  /** The whole configuration, as YAML or as an object. Default: one receiver that sends nothing. */
  readonly config?: string | object;
  /** Default: what `alertmanager()` finds. */
  readonly backend?: AlertmanagerBackend;
}

export interface AlertmanagerServer extends Server {
  readonly backend: AlertmanagerBackend;
  readonly url: string;
  /** `host:port`, as a Prometheus wants it under `alerting`. */
  readonly address: string;
  /** The alerts it has now. */
  alerts(): Promise<Alert[]>;
}

export interface Alert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly status: { readonly state: 'unprocessed' | 'active' | 'suppressed' };
  readonly receivers: readonly { readonly name: string }[];
}

const SILENT = { route: { receiver: 'nobody' }, receivers: [{ name: 'nobody' }] };

/**
 * Starts an Alertmanager on a free loopback port, without a cluster, and waits until
 * it is ready. The caller owns it, as with `startPrometheus`.
 *
 * @throws BackendMissingError when there is none
 * @throws StartFailedError with its last lines, for one on a bad configuration
 */
export async function startAlertmanager(
  options: AlertmanagerOptions = {},
): Promise<AlertmanagerServer> {
  const { config = SILENT, backend = await alertmanager() } = options;
  const server = await startServer({
    name: 'alertmanager',
    path: backend.path,
    ports: 1,
    async prepare(folder, [port]) {
      const file = join(folder, 'alertmanager.yml');
      await writeFile(file, typeof config === 'string' ? config : JSON.stringify(config));
      return [
        `--config.file=${file}`,
        `--storage.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--cluster.listen-address=',
      ];
    },
    // Its own log says that the port is its own.
    async ready({ logs }, [port]) {
      if (!/[Ll]istening on/.test(logs())) return false;
      return (await fetch(`http://127.0.0.1:${port}/-/ready`)).ok;
    },
  });
  const address = `127.0.0.1:${server.ports[0]}`;
  return {
    ...server,
    backend,
    address,
    url: `http://${address}`,
    alerts: () => getJson<Alert[]>(`http://${address}/api/v2/alerts`),
  };
}
