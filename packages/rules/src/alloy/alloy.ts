import { type GeneratedFile, header, type Project } from '../generate/project.js';
import { leftOut } from '../prometheus/prometheus.js';
import type { Job, System } from '../system/system.js';
import { alloyText, block, type Line, text } from './block.js';

/**
 * `alloy/<system>.alloy` for every system that a collector pushes. Components, arguments and functions
 * are those of the Alloy reference documentation, release 1.12.
 */
export function alloyFiles(project: Project): GeneratedFile[] {
  return project.systems
    .filter(({ pushed, jobs }) => pushed && jobs.length > 0)
    .map((system) => ({
      path: `alloy/${system.name}.alloy`,
      content: alloyText(configuration(system, project)),
    }));
}

function configuration(system: System, project: Project): Line[] {
  return [
    ...comment(header(project, top(system))),
    '',
    ...metrics(system),
    '',
    ...optional(
      'Logs of the containers to Loki',
      '--loki-url',
      logs(system, project),
      project.lokiUrl,
    ),
    '',
    ...optional('Traces to Tempo', '--tempo-url', traces(project), project.tempoUrl),
  ];
}

function top(system: System): string {
  return [
    `Grafana Alloy: ${system.title}. Scrapes every target and pushes with remote write.`,
    '',
    '  REMOTE_WRITE_URL       where to push: https://prometheus-....grafana.net/api/prom/push',
    '  REMOTE_WRITE_USERNAME  the number of the stack, for Grafana Cloud',
    '  REMOTE_WRITE_PASSWORD  the token, or',
    '  REMOTE_WRITE_PASSWORD_FILE, a file with it; one that is empty falls back to the variable',
    '',
    `Check it: alloy validate ${system.name}.alloy; start it: alloy run ${system.name}.alloy`,
    'After a change: curl -X POST localhost:12345/-/reload',
    'The way back: the file of the last commit, and the same reload. A bad file is refused, and the old one',
    `holds. Without Alloy at all: prometheus/${system.name}.yml scrapes the same targets with the same labels.`,
  ].join('\n');
}

function metrics(system: System): Line[] {
  return [
    ...comment(leftOut(system)),
    block(
      'prometheus.scrape "targets"',
      `targets = [\n${system.jobs.map(target).join('\n')}\n]`,
      'forward_to = [prometheus.remote_write.default.receiver]',
      `scrape_interval = ${text(`${system.scrapeSeconds}s`)}`,
    ),
    '',
    block(
      'prometheus.remote_write "default"',
      ...(Object.keys(system.externalLabels).length === 0
        ? []
        : [`external_labels = ${object(system.externalLabels)}`]),
      block(
        'endpoint',
        'url = sys.env("REMOTE_WRITE_URL")',
        '',
        block(
          'basic_auth',
          'username = sys.env("REMOTE_WRITE_USERNAME")',
          `password = ${secret('remote_write_password', 'REMOTE_WRITE_PASSWORD')}`,
        ),
      ),
    ),
    '',
    ...secretFile('remote_write_password', 'REMOTE_WRITE_PASSWORD_FILE'),
  ];
}

/** A target map with its labels inline; `job` stands for the name of the component otherwise. */
function target({ name, target: address, labels = {}, comment: note }: Job): string {
  const entry = `\t${object({ __address__: address, job: name, ...labels })},`;
  return note === undefined ? entry : `\t// ${note}\n${entry}`;
}

function object(labels: Readonly<Record<string, string>>): string {
  const entries = Object.entries(labels).map(([key, value]) => `${text(key)} = ${text(value)}`);
  return `{${entries.join(', ')}}`;
}

/** The file's content without white space, or the variable when that is empty. */
function secret(component: string, variable: string): string {
  const content = `convert.nonsensitive(local.file.${component}.content)`;
  return `coalesce(string.trim_space(${content}), sys.env(${text(variable)}))`;
}

/** A file that is not named is the empty one: the component fails on one that is not there. */
function secretFile(component: string, variable: string): Line[] {
  return [
    block(
      `local.file "${component}"`,
      `filename = coalesce(sys.env(${text(variable)}), "/dev/null")`,
      'is_secret = true',
    ),
  ];
}

function logs(system: System, { lokiUrl = 'http://loki:3100' }: Project): Line[] {
  const socket = text('unix:///var/run/docker.sock');
  const [cluster] = system.jobs.flatMap(({ labels }) => labels?.['cluster'] ?? []);
  return [
    block('discovery.docker "containers"', `host = ${socket}`),
    '',
    block(
      'discovery.relabel "containers"',
      'targets = discovery.docker.containers.targets',
      '',
      block(
        'rule',
        'source_labels = ["__meta_docker_container_label_com_docker_compose_service"]',
        'target_label = "service"',
      ),
    ),
    '',
    block(
      'loki.source.docker "containers"',
      `host = ${socket}`,
      'targets = discovery.relabel.containers.output',
      `labels = ${object(cluster === undefined ? {} : { cluster })}`,
      'forward_to = [loki.write.default.receiver]',
    ),
    '',
    block(
      'loki.write "default"',
      block('endpoint', `url = ${text(`${lokiUrl.replace(/\/+$/, '')}/loki/api/v1/push`)}`),
    ),
  ];
}

function traces({ tempoUrl = 'tempo:4317' }: Project): Line[] {
  return [
    block(
      'otelcol.receiver.otlp "default"',
      block('grpc'),
      '',
      block('http'),
      '',
      block('output', 'traces = [otelcol.processor.batch.default.input]'),
    ),
    '',
    block(
      'otelcol.processor.batch "default"',
      block('output', 'traces = [otelcol.exporter.otlp.tempo.input]'),
    ),
    '',
    block(
      'otelcol.exporter.otlp "tempo"',
      block(
        'client',
        `endpoint = ${text(tempoUrl)}`,
        '',
        // Without it, gRPC asks for TLS.
        block('tls', `insecure = ${!tempoUrl.endsWith(':443')}`),
      ),
    ),
  ];
}

/** What is on when a URL was given, and otherwise there as a comment, with how to turn it on. */
function optional(what: string, option: string, lines: readonly Line[], url?: string): Line[] {
  if (url !== undefined) return [...comment(`${what}.`), ...lines];
  const off = alloyText(lines).trimEnd();
  return comment(`${what}: off. Generate with ${option} to turn it on.\n\n${off}`);
}

function comment(lines: string): string[] {
  if (lines === '') return [];
  return lines.split('\n').map((line) => (line === '' ? '//' : `// ${line}`));
}
