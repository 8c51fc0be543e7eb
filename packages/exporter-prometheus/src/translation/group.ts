import type { LiveFamily, LiveScope, LiveSeries, LiveView } from '@obs/metrics-model';
import { keepsUtf8, labelName, wellFormed } from '@obs/prometheus-names';
import type { Point, PointKind, SeriesGroup } from '../model/family.js';
import { exposedName } from './exposed-name.js';
import {
  type ConstantLabel,
  constantLabels,
  type LabelNamer,
  labelValue,
  rememberingNamer,
} from './labels.js';
import { passes, type ResolveOptions } from './options.js';
import { freed } from './reserved.js';
import type { SeriesLabels } from './series-labels.js';

/** The two ways in which attribute keys become label names: for histograms, and for all else. */
export interface LabelNamers {
  readonly histogram: LabelNamer;
  readonly other: LabelNamer;
}

export function labelNamers(options: ResolveOptions): LabelNamers {
  const utf8 = keepsUtf8(options.strategy ?? 'UnderscoreEscapingWithSuffixes');
  const escaping = options.escaping ?? 'underscores';
  const base: LabelNamer = utf8
    ? (key) => legacyLabel(exposedName(key === '' ? '_' : wellFormed(key), escaping), escaping)
    : labelName;
  return {
    histogram: rememberingNamer((key) => freed(base(key), true)),
    other: rememberingNamer((key) => freed(base(key), false)),
  };
}

// Escaping schemes let a colon through, which a metric name may have and a label name may not.
function legacyLabel(name: string, escaping: string): string {
  return escaping === 'allow-utf-8' ? name : name.replaceAll(':', '_');
}

/**
 * Labels of the instrumentation scope. Scope attributes that would become one of its own three labels
 * are dropped, also where that one is empty. Source: compatibility specification, Instrumentation
 * Scope.
 */
export function scopeLabels(scope: LiveScope['scope'], nameOf: LabelNamer): ConstantLabel[] {
  const own: ConstantLabel[] = [
    { name: nameOf('otel_scope_name'), value: labelValue(scope.name), clash: 'joins' },
    { name: nameOf('otel_scope_schema_url'), value: labelValue(scope.schemaUrl), clash: 'joins' },
    { name: nameOf('otel_scope_version'), value: labelValue(scope.version), clash: 'joins' },
  ];
  const taken = new Set(own.map(({ name }) => name));
  const added = constantLabels(
    scope.attributes ?? {},
    (key) => nameOf(`otel_scope_${key}`),
    'joins',
  ).filter(({ name }) => !taken.has(name));
  return [...own, ...added];
}

/** Resource attributes that the user wants on every series. */
export function resourceLabels(
  view: LiveView,
  nameOf: LabelNamer,
  options: ResolveOptions,
): ConstantLabel[] {
  const chosen = Object.entries(view.resource.attributes).filter(([key]) =>
    passes(options.resourceLabels, key),
  );
  return constantLabels(Object.fromEntries(chosen), nameOf, 'yields');
}

/** Gives what makes labels for a group, of histograms or not, which the group has for its own or not. */
export type GroupLabels = (histogram: boolean, own: boolean) => SeriesLabels;

/** A live family as a group of series; the same group again for the same family when there is a slot. */
export function groupOf(
  family: LiveFamily,
  labelsFor: GroupLabels,
  { slot, unique = slot !== undefined }: Pick<ResolveOptions, 'slot' | 'unique'>,
): SeriesGroup {
  if (slot !== undefined) {
    const known = family.slots?.[slot] as SeriesGroup | undefined;
    if (known) return known;
  }
  const kind = pointKind(family);
  const labels = labelsFor(kind !== 'number', slot !== undefined);
  const group: SeriesGroup = {
    kind,
    bounds: family.boundaries,
    series: () => family.series(),
    labels: (point: Point) => labels.of((point as LiveSeries).attributes),
    // An engine has one series for each attribute set; a producer of copies may do what it likes.
    ...(unique ? { distinct: () => labels.distinct } : {}),
    ...(slot === undefined ? {} : { encoded: new Map<string, unknown>() }),
  };
  if (slot !== undefined) {
    family.slots ??= [];
    family.slots[slot] = group;
  }
  return group;
}

function pointKind(family: LiveFamily): PointKind {
  return family.kind === 'sum' || family.kind === 'gauge' ? 'number' : family.kind;
}
