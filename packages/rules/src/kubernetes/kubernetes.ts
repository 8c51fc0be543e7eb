import { type GeneratedFile, header, type Project } from '../generate/project.js';
import { toYaml } from '../generate/yaml.js';
import { groupData, ruleGroups } from '../rules/rule-file.js';
import type { Job, System } from '../system/system.js';

const apiVersion = 'monitoring.coreos.com/v1';

/**
 * `kubernetes/<system>.yml` for every system: monitors for its jobs and a `PrometheusRule`, as the
 * Prometheus operator reads them.
 *
 * Source: Prometheus operator, API reference, `monitoring.coreos.com/v1`.
 */
export function kubernetesFiles(project: Project): GeneratedFile[] {
  return project.systems.flatMap((system) => {
    const objects = [...system.jobs.flatMap((job) => monitor(job, system)), rules(system, project)];
    const [first, ...others] = objects.filter((object) => object !== undefined);
    if (first === undefined) return [];
    const documents = [
      toYaml(header(project, top(system)), first),
      ...others.map((object) => toYaml('', object)),
    ];
    return [{ path: `kubernetes/${system.name}.yml`, content: documents.join('---\n') }];
  });
}

function top({ title, jobs }: System): string {
  const lines = [
    `The Prometheus operator: ${title}.`,
    '',
    'kubectl apply -f this file. The way back: kubectl delete -f this file.',
  ];
  if (jobs.some(({ monitor: by = 'service' }) => by === 'service')) {
    lines.push(
      'A ServiceMonitor finds a Service by the label app.kubernetes.io/name and the port named "metrics".',
    );
  }
  if (jobs.some(({ monitor: by }) => by === 'pod')) {
    lines.push('A PodMonitor finds pods by the same label, for a port that no Service has.');
  }
  return lines.join('\n');
}

function monitor(job: Job, system: System): object[] {
  const { name, monitor: by = 'service', labels = {} } = job;
  if (by === 'none') return [];
  const endpoint = {
    port: 'metrics',
    interval: `${system.scrapeSeconds}s`,
    // The operator would name the job after the Service or the PodMonitor.
    relabelings: Object.entries({ job: name, ...labels }).map(([targetLabel, replacement]) => ({
      targetLabel,
      replacement,
      action: 'replace',
    })),
  };
  const selector = { matchLabels: { 'app.kubernetes.io/name': name } };
  return [
    {
      apiVersion,
      kind: by === 'pod' ? 'PodMonitor' : 'ServiceMonitor',
      metadata: metadata(name, system),
      spec:
        by === 'pod'
          ? { selector, podMetricsEndpoints: [endpoint] }
          : { selector, endpoints: [endpoint] },
    },
  ];
}

function rules(system: System, project: Project): object | undefined {
  const groups = ruleGroups(system);
  if (groups.length === 0) return undefined;
  return {
    apiVersion,
    kind: 'PrometheusRule',
    metadata: metadata(system.name, system),
    spec: { groups: groups.map((group) => groupData(group, system, project)) },
  };
}

function metadata(name: string, system: System): object {
  return {
    name,
    labels: {
      'app.kubernetes.io/part-of': system.name,
      'app.kubernetes.io/managed-by': 'obs-rules',
    },
  };
}
