/** A value at a time; the value is text, exactly as Prometheus wrote it (`NaN`, `+Inf`, `1e+06`). */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since the epoch. */
  readonly time: number;
  readonly value: string;
}

/** The values of one series over a range. */
export interface SeriesValues {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: ReadonlyArray<readonly [time: number, value: string]>;
}

/**
 * What a query gave. Native histograms are not read: such an element is left out and counted in
 * `skipped`.
 */
export type QueryResult =
  | { readonly type: 'vector'; readonly samples: readonly Sample[]; readonly skipped: number }
  | { readonly type: 'matrix'; readonly series: readonly SeriesValues[]; readonly skipped: number }
  | { readonly type: 'scalar'; readonly time: number; readonly value: string }
  | { readonly type: 'string'; readonly time: number; readonly value: string };

/** One family of `/api/v1/metadata`. */
export interface FamilyMetadata {
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

const numberText = /^(?:[+-]?(?:Inf|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|NaN)$/;

/** Reads the `data` of a query; undefined when it is not what the API promises. */
export function readQueryResult(data: unknown): QueryResult | undefined {
  if (!isRecord(data)) return undefined;
  const { resultType, result } = data;
  if (resultType === 'scalar' || resultType === 'string') {
    const pair = resultType === 'scalar' ? readPair(result) : readText(result);
    return pair && { type: resultType, time: pair[0], value: pair[1] };
  }
  if (!Array.isArray(result)) return undefined;
  if (resultType === 'vector') return readVector(result);
  if (resultType === 'matrix') return readMatrix(result);
  return undefined;
}

function readVector(result: readonly unknown[]): QueryResult | undefined {
  const samples: Sample[] = [];
  let skipped = 0;
  for (const element of result) {
    if (!isRecord(element) || !isLabels(element['metric'])) return undefined;
    if (element['histogram'] !== undefined) {
      skipped += 1;
      continue;
    }
    const pair = readPair(element['value']);
    if (!pair) return undefined;
    samples.push({ labels: element['metric'], time: pair[0], value: pair[1] });
  }
  return { type: 'vector', samples, skipped };
}

function readMatrix(result: readonly unknown[]): QueryResult | undefined {
  const series: SeriesValues[] = [];
  let skipped = 0;
  for (const element of result) {
    if (!isRecord(element) || !isLabels(element['metric'])) return undefined;
    if (element['histograms'] !== undefined) skipped += 1;
    const values = element['values'] ?? [];
    if (!Array.isArray(values)) return undefined;
    const pairs = values.map(readPair);
    if (pairs.some((pair) => pair === undefined)) return undefined;
    series.push({ labels: element['metric'], values: pairs as [number, string][] });
  }
  return { type: 'matrix', series, skipped };
}

function readPair(pair: unknown): readonly [number, string] | undefined {
  const read = readText(pair);
  return read && numberText.test(read[1]) ? read : undefined;
}

function readText(pair: unknown): readonly [number, string] | undefined {
  if (!Array.isArray(pair) || pair.length !== 2) return undefined;
  const [time, value] = pair as [unknown, unknown];
  if (typeof time !== 'number' || typeof value !== 'string') return undefined;
  return [time, value];
}

/** Reads a list of strings (label names, label values). */
export function readStrings(data: unknown): readonly string[] | undefined {
  return Array.isArray(data) && data.every((item) => typeof item === 'string') ? data : undefined;
}

/** Reads the label sets of `/api/v1/series`. */
export function readLabelSets(
  data: unknown,
): ReadonlyArray<Readonly<Record<string, string>>> | undefined {
  return Array.isArray(data) && data.every(isLabels) ? data : undefined;
}

/** Reads `/api/v1/metadata`. */
export function readMetadata(
  data: unknown,
): Readonly<Record<string, readonly FamilyMetadata[]>> | undefined {
  if (!isRecord(data)) return undefined;
  const wellFormed = Object.values(data).every(
    (list) => Array.isArray(list) && list.every((item) => isRecord(item) && isLabels(item)),
  );
  return wellFormed ? (data as Record<string, FamilyMetadata[]>) : undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isLabels(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every((text) => typeof text === 'string');
}
