import { type GeneratedFile, header, type Project } from '../generate/project.js';
import { commented, toYaml } from '../generate/yaml.js';
import type { Job, System } from '../system/system.js';

/** `prometheus/<system>.yml` for every system with targets. */
export function prometheusFiles(project: Project): GeneratedFile[] {
  return project.systems
    .filter(({ jobs }) => jobs.length > 0)
    .map((system) => ({
      path: `prometheus/${system.name}.yml`,
      content: toYaml(header(project, top(system)), configuration(system)),
    }));
}

function top(system: System): string {
  const lines = [
    `Prometheus: ${system.title}.`,
    '',
    'Start it in this folder:',
    `  prometheus --config.file=${system.name}.yml --storage.tsdb.retention.time=${system.retention} --web.enable-lifecycle`,
    'After a change: curl -X POST localhost:9090/-/reload',
    'The way back: the file of the last commit, and the same reload. A bad file is refused, and the old one holds.',
  ];
  if (system.pushed) {
    lines.push(
      '',
      'The same targets as in the files of Alloy and the Collector: use one of the three.',
    );
  }
  return lines.join('\n');
}

function configuration(system: System): object {
  const seconds = `${system.scrapeSeconds}s`;
  const labels = system.externalLabels;
  return {
    global: {
      scrape_interval: seconds,
      evaluation_interval: seconds,
      ...(Object.keys(labels).length === 0 ? {} : { external_labels: labels }),
    },
    rule_files: [`rules/${system.name}.yml`],
    alerting: {
      alertmanagers: [{ static_configs: [{ targets: ['alertmanager:9093'] }] }],
    },
    scrape_configs: commented(system.jobs.map(scrapeConfig), leftOut(system)),
  };
}

function scrapeConfig({ name, target, labels, comment = '' }: Job): unknown {
  return commented(
    {
      job_name: name,
      static_configs: [{ targets: [target], ...(labels === undefined ? {} : { labels }) }],
    },
    comment,
  );
}

/** The targets that are not scraped, one a line; '' when all are. */
export function leftOut({ uninstrumented }: System): string {
  return uninstrumented
    .map(({ name, reason }) => `Left out, since it serves no metrics: ${name}. ${reason}`)
    .join('\n');
}
