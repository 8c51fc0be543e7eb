import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { ClientOptions, TlsOptions } from './client/options.js';
import { invalidOption, messageOf, PrometheusApiError, secretUnreadable } from './errors.js';
import type { PlanOptions } from './plan/options.js';
import type { AllowedFamily } from './proxy/allow-list.js';
import { type ServeOptions, serve } from './server.js';

const usage = `Usage: npx @obs/prometheus-api [options]

Serves eight aggregation endpoints over a Prometheus server under /prometheus/metrics.

  --prometheus-url <url>       default: PROMETHEUS_URL, else http://prometheus:9090
  --host <address>             default localhost
  --port <number>              default 9465; 0 chooses a free one
  --prefix <path>              default /prometheus/metrics
  --family-prefix <word>       what stands for fastapi in the names of the families
  --family <key>=<name>        the name of one family; again for others
  --matcher <label>=<value>    only series with this label; again for others
  --rate-window <duration>     default 5m
  --bearer-token-file <file>   read before every call; PROMETHEUS_BEARER_TOKEN when it is empty
  --username <name>            with the password in PROMETHEUS_PASSWORD or --password-file
  --password-file <file>
  --ca-file, --cert-file, --key-file <file>   TLS towards Prometheus, PEM
  --proxy                      serve the read-only part of /api/v1 for Grafana
  --allow <name>[=<type>]      a family that the proxy lets through; again for others; =histogram
                               and =summary let their parts through
  --help
`;

const options = {
  'prometheus-url': { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  prefix: { type: 'string' },
  'family-prefix': { type: 'string' },
  family: { type: 'string', multiple: true },
  matcher: { type: 'string', multiple: true },
  'rate-window': { type: 'string' },
  'bearer-token-file': { type: 'string' },
  username: { type: 'string' },
  'password-file': { type: 'string' },
  'ca-file': { type: 'string' },
  'cert-file': { type: 'string' },
  'key-file': { type: 'string' },
  proxy: { type: 'boolean' },
  allow: { type: 'string', multiple: true },
  help: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];
type Environment = Readonly<Record<string, string | undefined>>;

/** What the program may touch; tests bring their own. */
export interface CliHost {
  readonly env: Environment;
  out(text: string): void;
  err(text: string): void;
  /** Resolves when the program is asked to end. */
  ended(): Promise<void>;
}

/**
 * Runs the program until it is asked to end (SIGINT, SIGTERM). Resolves to the exit code: 0, 1 when
 * it cannot serve, 2 for wrong arguments. Never rejects.
 */
export async function main(args: readonly string[], host: CliHost = thisProcess): Promise<number> {
  let values: Values;
  try {
    ({ values } = parseArgs({ args: [...args], options }));
  } catch (error) {
    host.err(`${messageOf(error)}\n\n${usage}`);
    return 2;
  }
  if (values.help) {
    host.out(usage);
    return 0;
  }
  try {
    const server = await serve(serveOptions(values, host.env));
    host.out(`Serving on ${server.url}${values.prefix ?? '/prometheus/metrics'}/summary\n`);
    await host.ended();
    await server.close();
    return 0;
  } catch (error) {
    host.err(`${messageOf(error)}\n`);
    return error instanceof PrometheusApiError ? 2 : 1;
  }
}

function serveOptions(values: Values, env: Environment): ServeOptions {
  const url = values['prometheus-url'] ?? env['PROMETHEUS_URL'];
  return {
    ...given({ url, host: values.host, prefix: values.prefix }),
    ...(values.port === undefined ? {} : { port: portOf(values.port) }),
    ...planOptions(values),
    ...credentials(values, env),
    ...tlsOptions(values),
    ...proxyOptions(values),
  };
}

function proxyOptions({ proxy, allow }: Values): Pick<ServeOptions, 'proxy'> {
  if (!proxy) return {};
  return { proxy: allow ? { allow: allow.map(allowedFamily) } : true };
}

const familyTypes = ['counter', 'gauge', 'histogram', 'summary'] as const;

function allowedFamily(text: string): AllowedFamily {
  const [name = '', word] = text.split('=');
  if (word === undefined) return name;
  const type = familyTypes.find((one) => one === word);
  if (type) return { name, type };
  throw invalidOption('--allow', `${word} is no type`, `There are: ${familyTypes.join(', ')}.`);
}

function planOptions(values: Values): PlanOptions {
  return {
    ...given({ familyPrefix: values['family-prefix'], rateWindow: values['rate-window'] }),
    ...(values.family ? { families: pairs('--family', values.family) } : {}),
    ...(values.matcher ? { matchers: pairs('--matcher', values.matcher) } : {}),
  };
}

function credentials(values: Values, env: Environment): ClientOptions {
  const tokenFile = values['bearer-token-file'];
  const token = env['PROMETHEUS_BEARER_TOKEN'];
  if (values.username !== undefined) {
    const file = values['password-file'];
    const password = (file && secretOf(file)) || env['PROMETHEUS_PASSWORD'] || '';
    return { basicAuth: { username: values.username, password } };
  }
  if (tokenFile !== undefined) {
    secretOf(tokenFile);
    return { bearerToken: () => secretOf(tokenFile) || token || '' };
  }
  return token ? { bearerToken: token } : {};
}

function tlsOptions(values: Values): { tls?: TlsOptions } {
  const files = { ca: values['ca-file'], cert: values['cert-file'], key: values['key-file'] };
  const tls: Record<string, string> = {};
  for (const [name, file] of Object.entries(files)) if (file) tls[name] = secretOf(file);
  return Object.keys(tls).length > 0 ? { tls } : {};
}

function secretOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw secretUnreadable(file, error);
  }
}

function pairs(option: string, list: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    list.map((text) => {
      const mark = text.indexOf('=');
      if (mark > 0) return [text.slice(0, mark), text.slice(mark + 1)];
      throw invalidOption(option, `${text} has no =`, 'Write key=name.');
    }),
  );
}

function portOf(text: string): number {
  const port = Number(text);
  if (text !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw invalidOption('--port', `${text} is no port`, 'Use 0 to 65535.');
}

function given<T extends Record<string, string | undefined>>(
  values: T,
): { [K in keyof T]?: string } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(entries) as { [K in keyof T]?: string };
}

const thisProcess: CliHost = {
  env: process.env,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  ended: () =>
    new Promise((resolve) => {
      process.once('SIGINT', resolve);
      process.once('SIGTERM', resolve);
    }),
};
