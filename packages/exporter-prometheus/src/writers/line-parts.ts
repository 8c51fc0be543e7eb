import type { MetricFamily, SeriesGroup } from '../model/family.js';
import { counterBase } from '../translation/claims.js';
import type { TextDialect } from './dialect.js';
import { type Piece, piece } from './piece.js';
import { type SampleName, sampleName } from './sample-name.js';

/** What the lines of a group are put together from, besides labels and numbers. */
export interface LineParts {
  readonly family: string;
  readonly name: SampleName;
  readonly bucket: SampleName;
  readonly sum: SampleName;
  readonly count: SampleName;
  readonly created: SampleName;
  /** `le="0.1"} ` for each bound, the infinite one last. */
  readonly bounds: readonly Piece[];
}

/** The parts for a group, kept on it when it keeps anything. */
export function linePartsOf(
  family: MetricFamily,
  group: SeriesGroup,
  dialect: TextDialect,
): LineParts {
  const key = `parts ${dialect.strict}`;
  const known = group.encoded?.get(key) as LineParts | undefined;
  if (known !== undefined && known.family === family.name) return known;
  const parts = lineParts(family, group, dialect);
  group.encoded?.set(key, parts);
  return parts;
}

function lineParts(
  { name, type }: MetricFamily,
  group: SeriesGroup,
  dialect: TextDialect,
): LineParts {
  const base = sampleName(name);
  const created = sampleName(`${type === 'counter' ? counterBase(name) : name}_created`);
  if (group.kind === 'number') {
    return { family: name, name: base, bucket: base, sum: base, count: base, created, bounds: [] };
  }
  return {
    family: name,
    name: base,
    bucket: sampleName(`${name}_bucket`),
    sum: sampleName(`${name}_sum`),
    count: sampleName(`${name}_count`),
    created,
    bounds: [...group.bounds, Number.POSITIVE_INFINITY].map((bound) =>
      boundPiece(dialect.bound(bound)),
    ),
  };
}

// As for names: groups that keep nothing ask again at each scrape.
const knownBounds = new Map<string, Piece>();
const maximumKnownBounds = 2_000;

function boundPiece(bound: string): Piece {
  let found = knownBounds.get(bound);
  if (found === undefined) {
    found = piece(`le="${bound}"} `);
    if (knownBounds.size < maximumKnownBounds) knownBounds.set(bound, found);
  }
  return found;
}
