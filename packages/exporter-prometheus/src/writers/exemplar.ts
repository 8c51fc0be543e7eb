import type { LiveExemplar } from '@obs/metrics-model';
import { labelName } from '@obs/prometheus-names';
import type { HrTime } from '@opentelemetry/api';
import type { LabelList, Point } from '../model/family.js';
import { labelsOf } from '../translation/labels.js';
import { numberText } from './number.js';
import { escapeLabelValue } from './text-escape.js';

// OpenMetrics, "Exemplars": names and values together have at most 128 UTF-8 characters.
const maximumCharacters = 128;

/**
 * Labels of an exemplar: `trace_id`, `span_id`, and the filtered attributes unless that makes it too
 * long. Source: compatibility specification, Exemplars.
 */
export function exemplarLabels(exemplar: LiveExemplar): LabelList {
  const trace: Record<string, string> = {};
  if (exemplar.traceId) trace['trace_id'] = exemplar.traceId;
  if (exemplar.spanId) trace['span_id'] = exemplar.spanId;
  const all = labelsOf({ ...exemplar.filteredAttributes, ...trace }, labelName);
  return characters(all) <= maximumCharacters ? all : labelsOf(trace, labelName);
}

function characters(labels: LabelList): number {
  let count = 0;
  for (const text of labels) count += [...text].length;
  return count;
}

/** What follows a sample's value in OpenMetrics: ` # {trace_id="..."} 0.67 1520879607.789`. */
export function exemplarText(exemplar: LiveExemplar): string {
  const labels = exemplarLabels(exemplar);
  const text: string[] = [];
  for (let i = 0; i < labels.length; i += 2) {
    text.push(`${labels[i]}="${escapeLabelValue(labels[i + 1] as string)}"`);
  }
  return ` # {${text.join(',')}} ${numberText(exemplar.value)} ${secondsText(exemplar.time)}`;
}

/** Seconds with milliseconds, as OpenMetrics has times. */
export function secondsText([seconds, nanoseconds]: HrTime): string {
  const millis = Math.floor(nanoseconds / 1e6);
  return `${seconds}.${String(millis).padStart(3, '0')}`;
}

/** The exemplars of a series, to be asked for once a writing; `undefined` when there are none. */
export function exemplarsOf(point: Point): readonly LiveExemplar[] | undefined {
  const exemplars = point.exemplars?.();
  return exemplars === undefined || exemplars.length === 0 ? undefined : exemplars;
}

/** The largest exemplar of each bucket, by bucket index. */
export function bucketExemplars(
  exemplars: readonly LiveExemplar[],
  bounds: readonly number[],
): (LiveExemplar | undefined)[] {
  const found: (LiveExemplar | undefined)[] = [];
  for (const exemplar of exemplars) {
    const above = bounds.findIndex((bound) => exemplar.value <= bound);
    const index = above < 0 ? bounds.length : above;
    const known = found[index];
    if (known === undefined || exemplar.value > known.value) found[index] = exemplar;
  }
  return found;
}
