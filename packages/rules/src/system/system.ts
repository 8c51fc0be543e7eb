import type { Catalog } from '@obs/semconv';
import type { Dashboard } from '../dashboards/dashboard.js';
import { RulesError } from '../errors.js';
import type { Family } from '../queries/select.js';
import type { RuleSet } from '../rules/rule-set.js';
import type { Objective } from '../slo/objective.js';

/** One scrape job: who is scraped, and what it must show. */
export interface Job {
  /** The label `job` of its series. */
  readonly name: string;
  /** `host:port`, as the scraper reaches it; `/metrics` is scraped. */
  readonly target: string;
  /** Labels of the target besides `job` and `instance`. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What a person should know of it: a comment in the generated files. */
  readonly comment?: string;
  /**
   * A family that it exposes from its start, traffic or not. When the target is up and has none of
   * it, its instrumentation is off. No alert when there is no such family.
   */
  readonly witness?: Family;
  /**
   * What finds it in Kubernetes: a ServiceMonitor; a PodMonitor, for a port that no Service has; or
   * nothing, for what the operator watches itself. `service` when not given.
   */
  readonly monitor?: 'service' | 'pod' | 'none';
}

/** A target that serves no metrics: it is left out of every configuration and named in a comment. */
export interface Uninstrumented {
  readonly name: string;
  /** Why, as a sentence. */
  readonly reason: string;
}

export interface SystemInput {
  /** Lower case with dashes: the names of its files, its groups of rules, its label `system`. */
  readonly name: string;
  /** For headings. */
  readonly title: string;
  /** A sentence or two. */
  readonly description: string;
  /** The families that its targets expose. */
  readonly catalogs: readonly Catalog[];
  readonly jobs: readonly Job[];
  readonly uninstrumented?: readonly Uninstrumented[];
  /** Seconds between two scrapes; 15. */
  readonly scrapeSeconds?: number;
  /** Labels of everything that its Prometheus sends on. */
  readonly externalLabels?: Readonly<Record<string, string>>;
  /** How long its Prometheus keeps samples, `30d`; a flag, so a comment in the file. */
  readonly retention?: string;
  /**
   * Whether a collector scrapes it and pushes by remote write: Alloy's and the OpenTelemetry
   * Collector's configuration are generated, too.
   */
  readonly pushed?: boolean;
  readonly rules: readonly RuleSet[];
  /** Its dashboards, made from its objectives, each of which has a row somewhere. None when not given. */
  readonly dashboards?: (objectives: readonly Objective[]) => readonly Dashboard[];
}

/** A system that was checked. */
export interface System extends Required<SystemInput> {}

/** The objectives of all rules of a system. */
export function objectivesOf({ rules }: Pick<System, 'rules'>): Objective[] {
  return rules.flatMap((set) => set.objectives ?? []);
}

export function dashboardsOf(system: System): readonly Dashboard[] {
  return system.dashboards(objectivesOf(system));
}

const name = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const label = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * Describes a system: what is scraped, what it exposes, which rules hold for it.
 *
 * @throws RulesError `OBS_RULES_SYSTEM` for a name, a target or a label that is none, and
 *   `OBS_RULES_DUPLICATE` for two jobs, alerts, recorded series or objectives of one name.
 */
export function defineSystem(input: SystemInput): System {
  const where = `System "${input.name}"`;
  if (!name.test(input.name)) {
    throw new RulesError(
      'OBS_RULES_SYSTEM',
      `${where}: that is no name. Use lower-case words with dashes between them.`,
    );
  }
  for (const job of input.jobs) checkJob(where, job);
  const system: System = {
    uninstrumented: [],
    scrapeSeconds: 15,
    externalLabels: {},
    retention: '15d',
    pushed: false,
    dashboards: () => [],
    ...input,
  };
  checkLabels(where, system.externalLabels);
  if (!(Number.isInteger(system.scrapeSeconds) && system.scrapeSeconds > 0)) {
    throw new RulesError(
      'OBS_RULES_SYSTEM',
      `${where}: scrapeSeconds is ${system.scrapeSeconds}. Give a whole number of seconds.`,
    );
  }
  checkUnique(where, system);
  return system;
}

function checkJob(where: string, { name: job, target, labels = {} }: Job): void {
  if (!/^[^\s/]+:\d{1,5}$/.test(target)) {
    throw new RulesError(
      'OBS_RULES_SYSTEM',
      `${where}: "${target}" of job "${job}" is no target. Write host:port, without a scheme and a path.`,
    );
  }
  checkLabels(`${where}, job "${job}"`, labels);
}

function checkLabels(where: string, labels: Readonly<Record<string, string>>): void {
  const wrong = Object.keys(labels).find(
    (key) => !label.test(key) || key.startsWith('__') || key === 'job' || key === 'instance',
  );
  if (wrong === undefined) return;
  throw new RulesError(
    'OBS_RULES_SYSTEM',
    `${where}: "${wrong}" cannot be a label of a target. Use letters, digits and _, and neither ` +
      'job nor instance, which Prometheus sets.',
  );
}

function checkUnique(where: string, { jobs, rules }: System): void {
  const alerts = rules.flatMap((set) => set.alerts ?? []);
  const records = rules.flatMap((set) => set.records ?? []);
  const objectives = rules.flatMap((set) => set.objectives ?? []);
  const lists = {
    job: jobs.map((job) => job.name),
    alert: alerts.map((alert) => alert.name),
    'recorded series': records.map(({ name, labels }) => `${name} ${JSON.stringify(labels)}`),
    objective: objectives.map((objective) => objective.name),
  };
  for (const [what, names] of Object.entries(lists)) {
    const twice = names.find((one, index) => names.indexOf(one) !== index);
    if (twice === undefined) continue;
    throw new RulesError(
      'OBS_RULES_DUPLICATE',
      `${where} has the ${what} "${twice}" twice. Rename one of them, or remove it.`,
    );
  }
}
