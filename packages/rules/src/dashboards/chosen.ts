import type { Condition } from '../queries/select.js';

/** `label=~"$label"`: the values that are chosen above the dashboard, for a label of its variables. */
export function chosen(label: string): Condition<never> {
  return { operator: '=~', value: `$${label}` };
}
