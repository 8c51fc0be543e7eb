import { alertmanagerFiles } from '../alertmanager/alertmanager.js';
import { alloyFiles } from '../alloy/alloy.js';
import { collectorFiles } from '../collector/collector.js';
import { dashboardFiles } from '../dashboards/dashboard-files.js';
import { RulesError } from '../errors.js';
import { kubernetesFiles } from '../kubernetes/kubernetes.js';
import { prometheusFiles } from '../prometheus/prometheus.js';
import { ruleFiles } from '../rules/rule-file.js';
import { dashboardsOf, objectivesOf } from '../system/system.js';
import type { GeneratedFile, Generator, Project } from './project.js';

/** Everything that is generated; each entry adds files of its own. */
const generators: readonly Generator[] = [
  prometheusFiles,
  ruleFiles,
  alertmanagerFiles,
  alloyFiles,
  collectorFiles,
  dashboardFiles,
  kubernetesFiles,
];

/**
 * The files of a project, sorted by path. Pure: nothing is written, and the same project gives the
 * same files.
 *
 * @throws RulesError `OBS_RULES_DUPLICATE` when two systems have one name, or an objective of one
 *   name, since both would write the same file or record the same series.
 */
export function generate(project: Project): GeneratedFile[] {
  refuseTwice(
    'system',
    project.systems.map(({ name }) => name),
  );
  refuseTwice(
    'objective',
    project.systems.flatMap((system) => objectivesOf(system).map(({ name }) => name)),
  );
  refuseTwice(
    'dashboard',
    project.systems.flatMap((system) => dashboardsOf(system).map(({ name }) => name)),
  );
  const files = generators.flatMap((generator) => generator(project));
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function refuseTwice(what: string, names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new RulesError(
    'OBS_RULES_DUPLICATE',
    `There are two ${what}s named "${twice}". Rename one of them.`,
  );
}
