import type { LiveExemplar } from '@obs/metrics-model';
import { labelName } from '@obs/prometheus-names';
import type { LabelList, Point } from '../model/family.js';
import { type ConstantLabel, labelsOf } from '../translation/labels.js';
import { numberText } from './number.js';
import { escapeLabelValue } from './text-escape.js';
import { isTime, secondsText } from './time.js';

// OpenMetrics, "Exemplars": names and values together have at most 128 UTF-8 characters.
const maximumCharacters = 128;

/**
 * Labels of an exemplar: `trace_id`, `span_id`, and the filtered attributes unless that makes it too
 * long. Attributes that would have the names of the ids give way. Source: compatibility
 * specification, Exemplar Conversion.
 */
export function exemplarLabels(exemplar: LiveExemplar): LabelList {
  const trace: ConstantLabel[] = [
    { name: 'span_id', value: exemplar.spanId ?? '', clash: 'wins' },
    { name: 'trace_id', value: exemplar.traceId ?? '', clash: 'wins' },
  ];
  const all = labelsOf(exemplar.filteredAttributes, labelName, trace);
  if (isShort(all)) return all;
  const ids = labelsOf({}, labelName, trace);
  return isShort(ids) ? ids : [];
}

function isShort(labels: LabelList): boolean {
  let count = 0;
  for (const text of labels) {
    count += text.length;
    // No character takes more than two 16-bit units.
    if (count > 2 * maximumCharacters) return false;
  }
  if (count <= maximumCharacters) return true;
  return labels.reduce((sum, text) => sum + [...text].length, 0) <= maximumCharacters;
}

/** What follows a sample's value in OpenMetrics: ` # {trace_id="..."} 0.67 1520879607.789`. */
export function exemplarText(exemplar: LiveExemplar): string {
  const labels = exemplarLabels(exemplar);
  const text: string[] = [];
  for (let i = 0; i < labels.length; i += 2) {
    text.push(`${labels[i]}="${escapeLabelValue(labels[i + 1] as string)}"`);
  }
  const time = isTime(exemplar.time) ? ` ${secondsText(exemplar.time)}` : '';
  return ` # {${text.join(',')}} ${numberText(exemplar.value)}${time}`;
}

/** The exemplars of a series, to be asked for once a writing; `undefined` when there are none. */
export function exemplarsOf(point: Point): readonly LiveExemplar[] | undefined {
  const exemplars = point.exemplars?.();
  return exemplars === undefined || exemplars.length === 0 ? undefined : exemplars;
}

/** The exemplar that was measured last: a counter has room for one. Source: Sums. */
export function latestExemplar(exemplars: readonly LiveExemplar[]): LiveExemplar | undefined {
  let latest: LiveExemplar | undefined;
  for (const exemplar of exemplars) latest = later(latest, exemplar);
  return latest;
}

/** The latest exemplar of each bucket, by bucket index. Source: Histograms. */
export function bucketExemplars(
  exemplars: readonly LiveExemplar[],
  bounds: readonly number[],
): (LiveExemplar | undefined)[] {
  const found: (LiveExemplar | undefined)[] = [];
  for (const exemplar of exemplars) {
    const above = bounds.findIndex((bound) => exemplar.value <= bound);
    const index = above < 0 ? bounds.length : above;
    found[index] = later(found[index], exemplar);
  }
  return found;
}

/** Of two exemplars the later one; of the same time the second. */
function later(a: LiveExemplar | undefined, b: LiveExemplar): LiveExemplar {
  if (a === undefined) return b;
  const seconds = a.time[0] - b.time[0];
  return seconds > 0 || (seconds === 0 && a.time[1] > b.time[1]) ? a : b;
}
