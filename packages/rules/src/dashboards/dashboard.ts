import { RulesError } from '../errors.js';
import type { Family } from '../queries/select.js';
import type { Row } from './panel.js';

/** A list above the dashboard from which the values of a label are chosen; all at first. */
export interface Variable {
  /** The label; queries compare it with `chosen()`. */
  readonly label: string;
  /** A family whose series have it. */
  readonly family: Family;
}

export interface DashboardInput {
  /** Lower case with dashes, unique among all: its file and its address. */
  readonly name: string;
  readonly title: string;
  /** What it is for, in a sentence. */
  readonly description: string;
  readonly variables?: readonly Variable[];
  readonly rows: readonly Row[];
}

/** A dashboard as data; Grafana's JSON is made from it. */
export interface Dashboard extends Required<DashboardInput> {}

const name = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** Grafana's limit for a uid. */
const longestName = 40;

/**
 * Declares a dashboard.
 *
 * @throws RulesError `OBS_RULES_DASHBOARD` for a name that is none, for two panels of one title in a
 *   row, for a panel without a query, and for a width that is not 1 to 24 columns
 */
export function dashboard(input: DashboardInput): Dashboard {
  const where = `Dashboard "${input.name}"`;
  if (!name.test(input.name) || input.name.length > longestName) {
    throw new RulesError(
      'OBS_RULES_DASHBOARD',
      `${where}: that is no name. Use lower-case words with dashes between them, at most ${longestName} characters.`,
    );
  }
  for (const row of input.rows) checkRow(where, row);
  return { variables: [], ...input };
}

function checkRow(where: string, { title, panels }: Row): void {
  const titles = panels.map((panel) => panel.title);
  const twice = titles.find((one, index) => titles.indexOf(one) !== index);
  if (twice !== undefined) {
    throw new RulesError(
      'OBS_RULES_DASHBOARD',
      `${where}, row "${title}" has two panels "${twice}". Rename one of them.`,
    );
  }
  for (const panel of panels) {
    if (panel.queries.length === 0) {
      throw new RulesError(
        'OBS_RULES_DASHBOARD',
        `${where}: the panel "${panel.title}" has no query. Give one, or leave the panel out.`,
      );
    }
    if (!(Number.isInteger(panel.width) && panel.width >= 1 && panel.width <= 24)) {
      throw new RulesError(
        'OBS_RULES_DASHBOARD',
        `${where}: the panel "${panel.title}" is ${panel.width} columns wide. Give 1 to 24.`,
      );
    }
  }
}
