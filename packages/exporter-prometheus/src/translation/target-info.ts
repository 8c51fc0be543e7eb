import type { Attributes, HrTime } from '@opentelemetry/api';
import type { MetricFamily, Point } from '../model/family.js';
import { type LabelNamer, labelsOf } from './labels.js';

const noTime: HrTime = [0, 0];

/**
 * `target_info`: the resource as labels of one sample with the value 1; nothing for an empty
 * resource. Source: compatibility specification, Resource Attributes.
 */
export function targetInfo(attributes: Attributes, nameOf: LabelNamer): MetricFamily | undefined {
  const labels = labelsOf(attributes, nameOf);
  if (labels.length === 0) return undefined;
  const points: Point[] = [{ startTime: noTime, removed: false, value: 1 }];
  return {
    name: 'target_info',
    type: 'info',
    help: 'Target metadata',
    unit: '',
    groups: [{ kind: 'number', bounds: [], series: () => points, labels: () => labels }],
  };
}
