import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '@obs-test/backends';
import { FleetError } from '../errors.ts';
import { type Guard, startGuard } from './guard.ts';
import { choosePorts, type Ports } from './ports.ts';
import { lastLines, type Process, startProcess } from './process.ts';
import { type Service, type ServiceId, services } from './services.ts';

/** The running services of all six examples. */
export interface Fleet {
  readonly ports: Ports;
  /** Scrape jobs with the names and labels of the contract and the actual targets. */
  readonly jobs: readonly Job[];
  /** Base URL of a service's own port. */
  url(id: ServiceId): string;
  /** URL of a service's `/metrics`; undefined for what stands for the outside world. */
  metricsUrl(id: ServiceId): string | undefined;
  /** Of every process that was started. */
  readonly pids: readonly number[];
  /** What a service wrote last. */
  output(id: ServiceId): string;
  /** Services that ended by themselves, each with how and its last lines. */
  readonly crashes: readonly string[];
  /** Ends every process. Resolves when all have ended; a second call waits for the first. */
  stop(): Promise<void>;
}

export interface FleetOptions {
  /** Told of what happens, a line each; nobody by default. */
  readonly log?: (line: string) => void;
  /** `usual`: the ports of the READMEs where they are free. Default `free`: any. */
  readonly ports?: 'usual' | 'free';
  /** More environment variables of every service, such as `{ OBS_ENGINE: 'opentelemetry' }`. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Where traces go: an OTLP receiver over HTTP. What stands for the outside world is then observed
   * too, so that a trace does not end at its door. Default: no traces.
   */
  readonly tracesTo?: string;
  /** These services only; whom they call has to be among them. Default: all. */
  readonly only?: readonly ServiceId[];
}

/**
 * Starts every service of the six examples under `node --require @obs/auto`, with what stands for
 * the outside world, and waits until all of them answer.
 *
 * The caller owns the fleet and calls `stop()`; when this process ends without, however it ends, a
 * guard ends the services.
 *
 * @throws FleetError when one does not start; the others are ended then.
 */
export async function startFleet(options: FleetOptions = {}): Promise<Fleet> {
  const { log = () => {}, ports: which = 'free', env = {}, only, tracesTo } = options;
  const ports = await choosePorts(which, log);
  const guard = startGuard();
  const running = new Map<string, Process>();
  const crashes: string[] = [];
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= endAll(running, guard, log);
    return stopping;
  };

  const start = async (service: Service) => {
    const isObserved = service.preset !== undefined || tracesTo !== undefined;
    const variables = {
      ...variablesOf(service, ports, env),
      ...(tracesTo === undefined ? {} : tracing(service, tracesTo)),
    };
    const process = await startProcess(service, variables, guard, isObserved);
    running.set(service.id, process);
    void process.ended.then((how) => {
      if (stopping !== undefined) return;
      const crash = `${service.id} ended (${how})`;
      crashes.push(`${crash}. Its last lines:\n${lastLines(process.output(), 25)}`);
      log(crash);
    });
    if (service.scrape !== undefined) await waitForMetrics(service, ports);
    log(
      `${service.id} listens on port ${Object.values(ports[service.id as ServiceId]).join(', ')}`,
    );
  };
  // They find each other by port, so the order does not matter and two start faster than one.
  const wanted = services.filter(({ id }) => only === undefined || only.includes(id));
  const waiting: Service[] = [...wanted];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      try {
        await start(next);
      } catch (error) {
        waiting.length = 0;
        throw error;
      }
    }
  };
  const results = await Promise.allSettled([worker(), worker()]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }

  return {
    ports,
    jobs: wanted.flatMap((service: Service) => jobOf(service, ports)),
    url: (id) => `http://${addressOf(id, ports)}`,
    metricsUrl: (id) => metricsUrlOf(serviceOf(id), ports),
    pids: [...running.values()].map(({ pid }) => pid),
    output: (id) => running.get(id)?.output() ?? '',
    crashes,
    stop,
  };
}

async function endAll(
  running: ReadonlyMap<string, Process>,
  guard: Guard,
  log: (line: string) => void,
): Promise<void> {
  await Promise.all(
    [...running].map(async ([id, process]) => {
      const how = await process.stop();
      if (how === 'SIGKILL') log(`${id} did not end after SIGTERM and was killed`);
    }),
  );
  guard.release();
}

function serviceOf(id: string): Service {
  return services.find((service) => service.id === id) as Service;
}

function addressOf(id: string, ports: Ports): string {
  return `127.0.0.1:${Object.values(ports[id as ServiceId])[0]}`;
}

function variablesOf(
  service: Service,
  ports: Ports,
  more: Readonly<Record<string, string>>,
): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [name, port] of Object.entries(ports[service.id as ServiceId])) {
    variables[name] = String(port);
  }
  for (const [name, called] of Object.entries(service.calls ?? {})) {
    const id = called.replace('http://', '');
    variables[name] = called.replace(id, addressOf(id, ports));
  }
  if (service.preset === undefined) return variables;
  return { ...variables, OBS_PRESET: service.preset, OTEL_SERVICE_NAME: service.id, ...more };
}

function tracing({ id, preset }: Service, endpoint: string): Record<string, string> {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_SERVICE_NAME: id,
    // The endpoint is for traces: metrics are scraped, or nobody asks for them.
    OTEL_METRICS_EXPORTER: preset === undefined ? 'none' : 'prometheus',
    // Whoever waits for a trace waits less.
    OTEL_BSP_SCHEDULE_DELAY: '500',
  };
}

function metricsUrlOf({ id, scrape }: Service, ports: Ports): string | undefined {
  if (scrape === undefined) return undefined;
  return `http://127.0.0.1:${ports[id as ServiceId][scrape.port]}/metrics`;
}

function jobOf(service: Service, ports: Ports): Job[] {
  const { scrape, id } = service;
  if (scrape === undefined) return [];
  const target = `127.0.0.1:${ports[id as ServiceId][scrape.port]}`;
  return [{ name: scrape.job, targets: [target], labels: scrape.labels }];
}

/** The application's port may be open before the metrics are, and the other way round. */
async function waitForMetrics(service: Service, ports: Ports): Promise<void> {
  const url = metricsUrlOf(service, ports) as string;
  let problem = '';
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
      const text = await response.text();
      if (response.ok && text.includes('# TYPE ')) return;
      problem = `it answers ${response.status}`;
    } catch (error) {
      problem =
        (error as Error).cause instanceof Error ? String((error as Error).cause) : String(error);
    }
    await sleep(50);
  }
  throw new FleetError(`${service.id} serves no metrics on ${url}: ${problem}`);
}
