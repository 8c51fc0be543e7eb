const unitMillis: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/** Milliseconds of a PromQL duration (`1h30m`) or of a number of seconds; undefined for others. */
export function parseDuration(text: string): number | undefined {
  if (/^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return finite(Number(text) * 1_000);
  if (!/^(?:\d+(?:ms|[smhdwy]))+$/.test(text)) return undefined;
  let millis = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[smhdwy])/g)) {
    millis += Number(count) * unitMillis[unit!]!;
  }
  return finite(millis);
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
