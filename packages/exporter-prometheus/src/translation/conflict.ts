/** Metrics that cannot be shown as they are, most often two beside each other, and what was done. */
export interface Conflict {
  readonly kind: 'help' | 'unit' | 'type' | 'name' | 'series' | 'scale';
  /** Prometheus name of the family that lost. */
  readonly family: string;
  /** One line, with the way out. */
  readonly message: string;
}

export function typeConflict(family: string, kept: string, dropped: string): Conflict {
  return {
    kind: 'type',
    family,
    message: `Two metrics become ${family}, one a ${kept}, the other a ${dropped}: the ${dropped} is not exposed. Rename one, for example with a view.`,
  };
}

export function nameConflict(family: string, sample: string, holder: string): Conflict {
  return {
    kind: 'name',
    family,
    message: `${family} would have a sample ${sample}, which ${holder} already has: ${family} is not exposed. Rename one, for example with a view.`,
  };
}

export function metadataConflict(kind: 'help' | 'unit', family: string, kept: string): Conflict {
  const what = kind === 'help' ? 'descriptions' : 'units';
  return {
    kind,
    family,
    message: `Metrics with different ${what} become ${family}: ${JSON.stringify(kept)} is shown. Give them the same one, or rename one with a view.`,
  };
}

export function seriesConflict(family: string, labels: string): Conflict {
  return {
    kind: 'series',
    family,
    message: `Two series become ${family}${labels}: only the first is exposed. Rename an attribute, or turn scope labels on when they come from two libraries.`,
  };
}

export function scaleConflict(family: string): Conflict {
  return {
    kind: 'scale',
    family,
    message: `${family} has exponential buckets that are wider than Prometheus' native histograms have: such series are not exposed in protobuf. Allow it more buckets, or give it bounds with a view.`,
  };
}

/** Calls `report` once for each conflict, however often it is seen; remembers at most 1,000. */
export function reportOnce(report: (conflict: Conflict) => void): (conflict: Conflict) => void {
  const seen = new Set<string>();
  return (conflict) => {
    const key = `${conflict.kind} ${conflict.family}`;
    if (seen.has(key) || seen.size >= 1_000) return;
    seen.add(key);
    report(conflict);
  };
}
