import type { InputSeries } from './promtool.ts';

type Labels = Readonly<Record<string, string>>;

/** How long a series goes on. */
const minutes = 15;

function selector(name: string, labels: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return `${name}{${pairs.join(',')}}`;
}

/** A counter that grows by so much a minute, for a quarter of an hour. */
export function counter(name: string, labels: Labels, perMinute: number): InputSeries {
  return { series: selector(name, labels), values: `0+${perMinute}x${minutes}` };
}

/** A gauge that does not move. */
export function level(name: string, labels: Labels, value: number): InputSeries {
  return { series: selector(name, labels), values: `${value}x${minutes}` };
}

/**
 * A histogram that so many observations a minute come into.
 *
 * @param buckets observations a minute by upper bound, not those of smaller bounds
 */
export function histogram(
  name: string,
  labels: Labels,
  buckets: readonly (readonly [le: string, perMinute: number])[],
): InputSeries[] {
  let sum = 0;
  const series = buckets.map(([le, perMinute]) => {
    sum += perMinute;
    return counter(`${name}_bucket`, { ...labels, le }, sum);
  });
  return [...series, counter(`${name}_count`, labels, sum)];
}

/** A counter that grows by another step in each phase, one step an interval. */
export function phased(
  name: string,
  labels: Labels,
  phases: readonly { readonly step: number; readonly steps: number }[],
): InputSeries {
  let value = 0;
  const parts = phases.map(({ step, steps }, index) => {
    // The first value of a later phase is one step after the last of the one before.
    const start = index === 0 ? 0 : value + step;
    const repeats = index === 0 ? steps : steps - 1;
    value = start + step * repeats;
    return `${start}+${step}x${repeats}`;
  });
  return { series: selector(name, labels), values: parts.join(' ') };
}
