import type { Expr } from '../../promql/expr.js';
import { factsOf } from '../facts.js';
import type { Problem } from '../finding.js';
import type { Known } from '../known.js';

/** Units of Grafana's panels that say what a number is; the others (`short`, `none`) say nothing. */
const panelUnits: Readonly<Record<string, string>> = {
  s: 's',
  dtdurations: 's',
  clocks: 's',
  ms: 'ms',
  dtdurationms: 'ms',
  clockms: 'ms',
  bytes: 'By',
  decbytes: 'By',
  percentunit: '1',
  percent: '%',
  currencyUSD: '{USD}',
};

/** Grafana's unit for one of ours. */
const wanted: Readonly<Record<string, string>> = {
  s: 's',
  ms: 'ms',
  By: 'bytes',
  '1': 'percentunit',
  '%': 'percent',
  '{USD}': 'currencyUSD',
};

/** Whether a panel shows its numbers in the unit they have. */
export function checkPanelUnit(expr: Expr, panelUnit: string, known: Known): Problem[] {
  const shown = Object.hasOwn(panelUnits, panelUnit) ? panelUnits[panelUnit] : undefined;
  const { unit } = factsOf(expr, known);
  if (shown === undefined || unit === undefined || shown === unit) return [];
  const right = Object.hasOwn(wanted, unit) ? wanted[unit] : undefined;
  // A count of something is no mistake under a percentage of it that nobody can see through here.
  if (right === undefined && unit.startsWith('{')) return [];
  return [
    {
      rule: 'unit-mismatch',
      message: `the panel shows ${panelUnit}, the query answers ${unit}.`,
      fix:
        right === undefined ? 'choose a unit that fits.' : `set the unit of the panel to ${right}.`,
      at: expr.from ?? 0,
    },
  ];
}
