import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '@obs-test/backends';
import getPort from 'get-port';
import { parse, stringify } from 'yaml';
import { deployed } from './deploy.ts';

export interface SentAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly endsAt?: string;
}

export interface StartedAlertmanager {
  /** What Prometheus does. */
  send(alerts: readonly SentAlert[]): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts an Alertmanager with `start.sh` and the configuration of `deploy/`. Three things are changed:
 * it waits for hundredths of the time, its mail server is ours, and that server's certificate is not
 * checked, since nobody has signed it.
 */
export async function startFromDeploy(
  program: string,
  smarthost: string,
  secrets: Readonly<Record<string, string>>,
): Promise<StartedAlertmanager> {
  const folder = mkdtempSync(join(tmpdir(), 'obs-alertmanager-'));
  cpSync(deployed('alertmanager'), folder, { recursive: true });
  const file = join(folder, 'alertmanager.yml');
  const config = parse(readFileSync(file, 'utf8'));
  config.global.smtp_smarthost = smarthost;
  config.route.group_wait = '300ms';
  config.route.group_interval = '500ms';
  for (const route of config.route.routes) if (route.group_wait) route.group_wait = '100ms';
  for (const receiver of config.receivers) {
    for (const email of receiver.email_configs ?? []) {
      email.tls_config = { insecure_skip_verify: true };
    }
  }
  writeFileSync(file, stringify(config));
  const port = await getPort({ host: '127.0.0.1' });
  const child = spawn(
    join(folder, 'start.sh'),
    [
      `--web.listen-address=127.0.0.1:${port}`,
      `--storage.path=${join(folder, 'data')}`,
      '--cluster.listen-address=',
    ],
    {
      env: {
        PATH: process.env['PATH'],
        ALERTMANAGER: program,
        ALERTMANAGER_RUN_DIR: join(folder, 'run'),
        ...secrets,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const logs = collect(child);
  const url = `http://127.0.0.1:${port}`;
  process.on('exit', () => child.kill('SIGKILL'));
  await waitFor(
    async () => {
      if (child.exitCode !== null) throw new Error(`it ended: ${logs()}`);
      return (await fetch(`${url}/-/ready`)).ok;
    },
    { what: 'Alertmanager to be ready' },
  );
  return {
    async send(alerts) {
      const response = await fetch(`${url}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(
          alerts.map((alert) => ({ ...alert, generatorURL: 'http://prometheus.example/graph' })),
        ),
      });
      if (!response.ok) throw new Error(`Alertmanager answers ${response.status}`);
    },
    async stop() {
      const ended = new Promise((done) => child.on('close', done));
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function collect(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data) => {
      text += data;
    });
  }
  return () => text;
}
