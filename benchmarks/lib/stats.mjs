/** Median and quartiles: one slow round on a busy machine must not decide. */
export function summarize(samples) {
  const sorted = samples.toSorted((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    low: quantile(sorted, 0.25),
    high: quantile(sorted, 0.75),
    best: sorted[0],
    rounds: sorted.length,
  };
}

/**
 * Where the median of what these are samples of lies, with 95 % confidence: two order statistics, since the
 * number of samples below it is binomial. Nothing is assumed of how they are spread.
 */
export function interval(samples) {
  const sorted = samples.toSorted((a, b) => a - b);
  const { length } = sorted;
  const away = 0.98 * Math.sqrt(length);
  const at = (position) => sorted[Math.min(length - 1, Math.max(0, Math.round(position)))];
  return [at(length / 2 - away - 0.5), at(length / 2 + away - 0.5)];
}

/** The value below which the share `q` of the sorted samples is, between two of them in proportion. */
export function quantile(sorted, q) {
  const position = (sorted.length - 1) * q;
  const below = Math.floor(position);
  const above = Math.ceil(position);
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
}

/**
 * Runs the candidates in turn, every other round in the opposite order, so that warmth, garbage and
 * neighbours hit all of them alike. `time(candidate)` gives the cost of one operation.
 */
export function alternate(candidates, rounds, time) {
  const samples = new Map(candidates.map((candidate) => [candidate, []]));
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? candidates : candidates.toReversed();
    for (const candidate of order) samples.get(candidate).push(time(candidate));
  }
  return samples;
}

/**
 * Runs `work` and gives the nanoseconds of processor time that this thread has spent, which a busy
 * machine disturbs less than the time of day. Helper threads of the garbage collector are not
 * counted, in favour of candidates that make garbage.
 */
export function cpuNanos(work) {
  const begun = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(begun);
  return (user + system) * 1000;
}
