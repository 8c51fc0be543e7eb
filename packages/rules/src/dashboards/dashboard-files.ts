import { type GeneratedFile, header, type Project } from '../generate/project.js';
import { toYaml } from '../generate/yaml.js';
import { dashboardsOf } from '../system/system.js';
import { grafanaJson } from './grafana.js';

/** Where the provisioning file looks for dashboards. */
const folder = '/var/lib/grafana/dashboards';

/**
 * `grafana/dashboards/<dashboard>.json`, and the provisioning that makes Grafana read them. JSON has
 * no comments; where it comes from is in the provisioning.
 */
export function dashboardFiles(project: Project): GeneratedFile[] {
  const files = project.systems.flatMap((system) =>
    dashboardsOf(system).map((dashboard) => ({
      path: `grafana/dashboards/${dashboard.name}.json`,
      content: `${JSON.stringify(grafanaJson(dashboard, [system.name]), null, 2)}\n`,
    })),
  );
  if (files.length === 0) return [];
  return [...files, provisioning(project)];
}

function provisioning(project: Project): GeneratedFile {
  const top = [
    'Grafana: provisioning of the dashboards.',
    '',
    `Mount this folder at /etc/grafana/provisioning/dashboards, and ../../dashboards at ${folder}.`,
    'Traces open from the dots on latency panels when the data source has exemplarTraceIdDestinations.',
    'The way back: take the mount away and restart Grafana; it forgets what it read from files.',
  ].join('\n');
  return {
    path: 'grafana/provisioning/dashboards/obs.yml',
    content: toYaml(header(project, top), {
      apiVersion: 1,
      providers: [
        {
          name: 'obs',
          type: 'file',
          folder: 'obs',
          allowUiUpdates: false,
          updateIntervalSeconds: 10,
          options: { path: folder },
        },
      ],
    }),
  };
}
