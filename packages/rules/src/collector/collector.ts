import { type GeneratedFile, header, type Project } from '../generate/project.js';
import { commented, toYaml } from '../generate/yaml.js';
import { leftOut } from '../prometheus/prometheus.js';
import type { Job, System } from '../system/system.js';

/** `collector/<system>.yaml`: what the Alloy file does, for the OpenTelemetry Collector (contrib). */
export function collectorFiles(project: Project): GeneratedFile[] {
  return project.systems
    .filter(({ pushed, jobs }) => pushed && jobs.length > 0)
    .map((system) => ({
      path: `collector/${system.name}.yaml`,
      content: toYaml(header(project, top(system, project)), configuration(system, project)),
    }));
}

function top(system: System, project: Project): string {
  const off = [
    ...(project.lokiUrl === undefined ? ['Logs to Loki are off; generate with --loki-url.'] : []),
    ...(project.tempoUrl === undefined
      ? ['Traces to Tempo are off; generate with --tempo-url.']
      : []),
  ];
  return [
    `OpenTelemetry Collector: ${system.title}. Scrapes every target and pushes with remote write.`,
    ...off,
    '',
    '  REMOTE_WRITE_URL       where to push: https://prometheus-....grafana.net/api/prom/push',
    '  REMOTE_WRITE_USERNAME  the number of the stack, for Grafana Cloud',
    '  REMOTE_WRITE_PASSWORD  the token, or',
    '  REMOTE_WRITE_PASSWORD_FILE, a file with it, and no line feed at its end (printf %s): the Collector',
    '                         would send it. The variable wins where both are set, so an empty file does',
    '                         no harm.',
    '',
    `Check it: otelcol-contrib validate --config=${system.name}.yaml; start it: otelcol-contrib --config=${system.name}.yaml`,
    'The way back: the file of the last commit, and a restart. Without a collector at all:',
    `prometheus/${system.name}.yml scrapes the same targets with the same labels.`,
  ].join('\n');
}

function configuration(system: System, { lokiUrl, tempoUrl }: Project): object {
  const hasExternal = Object.keys(system.externalLabels).length > 0;
  return {
    extensions: {
      basicauth: {
        client_auth: {
          username: variable('REMOTE_WRITE_USERNAME'),
          password: secret('REMOTE_WRITE_PASSWORD'),
        },
      },
    },
    receivers: {
      prometheus: {
        config: {
          scrape_configs: commented(
            system.jobs.map((job) => scrapeConfig(job, system.scrapeSeconds)),
            leftOut(system),
          ),
        },
      },
      ...(lokiUrl === undefined ? {} : { file_log: containerLogs(system) }),
      ...(tempoUrl === undefined ? {} : { otlp: otlpReceiver }),
    },
    processors: { batch: {} },
    exporters: {
      prometheus_remote_write: {
        endpoint: variable('REMOTE_WRITE_URL'),
        auth: { authenticator: 'basicauth' },
        ...(hasExternal ? { external_labels: system.externalLabels } : {}),
        add_metric_suffixes: commented(
          false,
          "The names are Prometheus' already: they were scraped.",
        ),
        target_info: { enabled: false },
        disable_scope_info: true,
      },
      ...(lokiUrl === undefined
        ? {}
        : { 'otlp_http/loki': { endpoint: `${lokiUrl.replace(/\/+$/, '')}/otlp` } }),
      ...(tempoUrl === undefined
        ? {}
        : {
            'otlp_grpc/tempo': {
              endpoint: tempoUrl,
              tls: { insecure: !tempoUrl.endsWith(':443') },
            },
          }),
    },
    service: {
      extensions: ['basicauth'],
      pipelines: {
        metrics: pipeline('prometheus', 'prometheus_remote_write'),
        ...(lokiUrl === undefined ? {} : { logs: pipeline('file_log', 'otlp_http/loki') }),
        ...(tempoUrl === undefined ? {} : { traces: pipeline('otlp', 'otlp_grpc/tempo') }),
      },
    },
  };
}

const otlpReceiver = {
  protocols: { grpc: { endpoint: '0.0.0.0:4317' }, http: { endpoint: '0.0.0.0:4318' } },
};

/** What Docker writes; mount its folder into the Collector's container. */
function containerLogs(system: System): object {
  const [cluster] = system.jobs.flatMap(({ labels }) => labels?.['cluster'] ?? []);
  return {
    include: ['/var/lib/docker/containers/*/*-json.log'],
    operators: [{ type: 'container', format: 'docker', add_metadata_from_filepath: false }],
    ...(cluster === undefined ? {} : { resource: { cluster } }),
  };
}

function pipeline(receiver: string, exporter: string): object {
  return { receivers: [receiver], processors: ['batch'], exporters: [exporter] };
}

function scrapeConfig({ name, target, labels, comment = '' }: Job, seconds: number): unknown {
  return commented(
    {
      job_name: name,
      scrape_interval: `${seconds}s`,
      static_configs: [{ targets: [target], ...(labels === undefined ? {} : { labels }) }],
    },
    comment,
  );
}

function variable(name: string): string {
  return `\${env:${name}}`;
}

/** The variable, else the content of the file. A file that is not named is the empty one. */
function secret(name: string): string {
  return `\${env:${name}:-\${file:\${env:${name}_FILE:-/dev/null}}}`;
}
