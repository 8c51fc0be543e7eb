/** Names of Grafana's palette, which look right on its light and its dark theme. */
export const colours = {
  good: 'green',
  warning: 'orange',
  bad: 'red',
  neutral: 'blue',
} as const;

/** What a value of a label says of how something ended. */
const outcomes: readonly (readonly [values: readonly string[], colour: string])[] = [
  [['success', 'Success', 'completed', 'approved', 'passed', 'true', 'OK'], colours.good],
  [
    ['terminated', 'cancelled', 'CANCELLED', 'denied', 'expired', 'timeout', 'DEADLINE_EXCEEDED'],
    colours.warning,
  ],
  [
    ['error', 'failed', 'Failed', 'rejected', 'false', 'INTERNAL', 'UNAVAILABLE', 'UNKNOWN'],
    colours.bad,
  ],
];

/** An outcome has one colour on every panel of every dashboard: patterns of series names, and theirs. */
export const outcomeColours: readonly { readonly pattern: string; readonly colour: string }[] = [
  ...outcomes.map(([values, colour]) => ({
    pattern: `/(^|[ ·])(${values.join('|')})$/`,
    colour,
  })),
  { pattern: '/(^|[ ·])2\\d\\d$/', colour: colours.good },
  { pattern: '/(^|[ ·])3\\d\\d$/', colour: colours.neutral },
  { pattern: '/(^|[ ·])4\\d\\d$/', colour: colours.warning },
  { pattern: '/(^|[ ·])5\\d\\d$/', colour: colours.bad },
];
