/** A duration that the caller has measured, in the unit that the field's name says. */
export type Duration =
  | { readonly durationSeconds: number; readonly durationMillis?: never }
  | { readonly durationMillis: number; readonly durationSeconds?: never };

/** The duration in seconds. What is not a number stays as it is, to be dropped where it is recorded. */
export function secondsOf({ durationSeconds, durationMillis }: Duration): number {
  return durationSeconds === undefined && durationMillis !== undefined
    ? secondsOfMillis(durationMillis)
    : (durationSeconds as number);
}

/** Milliseconds in seconds; what is not a number stays as it is. */
export function secondsOfMillis(millis: number): number {
  return typeof millis === 'number' ? millis / 1000 : millis;
}
