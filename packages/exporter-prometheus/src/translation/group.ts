import type { LiveFamily, LiveScope, LiveSeries, LiveView } from '@obs/metrics-model';
import { escapeName, keepsUtf8, labelName, wellFormed } from '@obs/prometheus-names';
import type { Point, PointKind, SeriesGroup } from '../model/family.js';
import { type ConstantLabel, type LabelNamer, labelValue, rememberingNamer } from './labels.js';
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
    ? (key) => legacyLabel(escapeName(key === '' ? '_' : wellFormed(key), escaping), escaping)
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

/** Labels of the instrumentation scope. Source: compatibility specification, Instrumentation Scope. */
export function scopeLabels(scope: LiveScope['scope'], nameOf: LabelNamer): ConstantLabel[] {
  const labels: ConstantLabel[] = [];
  const attributes = scope.attributes ?? {};
  for (const key of Object.keys(attributes).sort()) {
    const name = nameOf(`otel_scope_${key}`);
    // The scope's own name, version and schema come last and so win over attributes of that name.
    labels.push({ name, value: labelValue(attributes[key]), wins: true });
  }
  labels.push({ name: 'otel_scope_name', value: scope.name, wins: true });
  labels.push({ name: 'otel_scope_version', value: scope.version ?? '', wins: true });
  labels.push({ name: 'otel_scope_schema_url', value: scope.schemaUrl ?? '', wins: true });
  return labels;
}

/** Resource attributes that the user wants on every series. */
export function resourceLabels(
  view: LiveView,
  nameOf: LabelNamer,
  options: ResolveOptions,
): ConstantLabel[] {
  const { attributes } = view.resource;
  return Object.keys(attributes)
    .filter((key) => passes(options.resourceLabels, key))
    .sort()
    .map((key) => ({ name: nameOf(key), value: labelValue(attributes[key]), wins: false }));
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
