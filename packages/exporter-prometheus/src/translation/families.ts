import type { LiveFamily, LiveScope, LiveView } from '@obs/metrics-model';
import { prometheusName, unitWords } from '@obs/prometheus-names';
import type { MetricFamily, MetricType, SeriesGroup } from '../model/family.js';
import { Claims, counterBase } from './claims.js';
import { type Conflict, metadataConflict, nameConflict, typeConflict } from './conflict.js';
import { exposedName } from './exposed-name.js';
import { type GroupLabels, groupOf, resourceLabels, scopeLabels } from './group.js';
import type { LabelNamer } from './labels.js';
import { TranslationMemory } from './memory.js';
import type { ResolveOptions } from './options.js';
import { SeriesLabels } from './series-labels.js';
import { targetInfo } from './target-info.js';

/** What `resolveFamilies` gives. */
export interface Resolution {
  readonly families: readonly MetricFamily[];
  readonly conflicts: readonly Conflict[];
}

/** What decides a family's name, and nearly its type. */
type NamedKind = 'counter' | 'updowncounter' | 'gauge' | 'histogram';

interface Draft {
  readonly name: string;
  readonly type: MetricType;
  help: string;
  unit: string;
  readonly groups: SeriesGroup[];
}

/**
 * Translates a live view into Prometheus families that can be written together: no name twice, no
 * sample name claimed by two families. Of families that clash the first one stays. Reads no series.
 * Cost: proportional to the number of families.
 *
 * Source: "Prometheus and OpenMetrics Compatibility", OTLP Metric points to Prometheus.
 */
export function resolveFamilies(view: LiveView, options: ResolveOptions = {}): Resolution {
  return resolveWith(new TranslationMemory(options), view, options);
}

/** As `resolveFamilies`, with what earlier calls with the same options found out. */
export function resolveWith(
  memory: TranslationMemory,
  view: LiveView,
  options: ResolveOptions,
): Resolution {
  const { namers } = memory;
  const claims = new Claims();
  const conflicts: Conflict[] = [];
  const drafts = new Map<string, Draft>();
  const families: MetricFamily[] = [];
  if (!options.withoutTargetInfo) {
    const target = targetInfo(view.resource.attributes, namers.other);
    if (target) {
      claims.claim(target.name, target.type);
      families.push(target);
    }
  }
  for (const { scope, families: liveFamilies } of view.scopes) {
    const labels = scopeOf(memory, view, scope, options);
    for (const family of liveFamilies) {
      const draft = draftOf(memory, family, options);
      const known = drafts.get(draft.name);
      if (known === undefined) {
        const taken = claims.claim(draft.name, draft.type);
        if (taken) {
          conflicts.push(nameConflict(draft.name, taken.sample, taken.holder));
          continue;
        }
        drafts.set(draft.name, draft);
        families.push(draft);
      } else if (known.type !== draft.type) {
        conflicts.push(typeConflict(draft.name, known.type, draft.type));
        continue;
      } else {
        mergeMetadata(known, draft, conflicts);
      }
      (known ?? draft).groups.push(groupOf(family, labels, options));
    }
  }
  return { families, conflicts };
}

/** The labels that the families of a scope give to their series, for histograms and for all else. */
function scopeOf(
  memory: TranslationMemory,
  view: LiveView,
  scope: LiveScope['scope'],
  options: ResolveOptions,
): GroupLabels {
  const constantsOf = (nameOf: LabelNamer) => [
    ...resourceLabels(view, nameOf, options),
    ...(options.withoutScopeInfo ? [] : scopeLabels(scope, nameOf)),
  ];
  const { namers } = memory;
  const make = (histogram: boolean, own: boolean) => {
    const nameOf = histogram ? namers.histogram : namers.other;
    const constants = constantsOf(nameOf);
    // Labels that know whether they are distinct must not be shared between groups.
    return own ? new SeriesLabels(nameOf, constants) : memory.labels(histogram, constants);
  };
  const shared: SeriesLabels[] = [];
  return (histogram, own) => {
    if (own) return make(histogram, true);
    const at = histogram ? 1 : 0;
    shared[at] ??= make(histogram, false);
    return shared[at];
  };
}

function draftOf(memory: TranslationMemory, family: LiveFamily, options: ResolveOptions): Draft {
  const kind = namedKind(family);
  const type = kind === 'updowncounter' ? 'gauge' : kind;
  const { name, unit } = memory.named(family, () => {
    const name = exposedName(
      prometheusName({ name: family.name, unit: family.unit, kind }, options),
      options.escaping ?? 'underscores',
    );
    return { name, unit: options.withoutUnits ? '' : shownUnit(name, type, family) };
  });
  return { name, type, help: family.description, unit, groups: [] };
}

function namedKind(family: LiveFamily): NamedKind {
  switch (family.kind) {
    case 'sum':
      return family.monotonic ? 'counter' : 'updowncounter';
    case 'gauge':
      return 'gauge';
    default:
      return 'histogram';
  }
}

/** The unit word, when the name ends with it: OpenMetrics allows no other. */
function shownUnit(name: string, type: MetricType, family: LiveFamily): string {
  const words = unitWords(family.unit);
  let unit = [words.main, words.per].filter((word) => word !== '').join('_');
  if (family.unit === '1' && family.kind === 'gauge') unit = 'ratio';
  const base = type === 'counter' ? counterBase(name) : name;
  return unit !== '' && base.endsWith(`_${unit}`) ? unit : '';
}

function mergeMetadata(known: Draft, added: Draft, conflicts: Conflict[]): void {
  if (known.help === '') known.help = added.help;
  else if (added.help !== '' && added.help !== known.help) {
    conflicts.push(metadataConflict('help', known.name, known.help));
  }
  if (known.unit === '') known.unit = added.unit;
  else if (added.unit !== '' && added.unit !== known.unit) {
    conflicts.push(metadataConflict('unit', known.name, known.unit));
  }
}
