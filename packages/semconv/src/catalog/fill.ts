import type { Attributes, AttributeValue } from '@opentelemetry/api';
import type { CompleteMetric } from './catalog.js';

/** Which label of a family each dimension of an event goes to; a dimension without label is left out. */
export type FilledLabels<Dimension extends string = string> = Readonly<
  Partial<Record<Dimension, string>>
>;

/**
 * What is wrong between the labels that a family declares and those that are filled, in words;
 * undefined when they are the same. A label that nothing fills would be dropped by a strict engine,
 * one that is not declared too.
 */
export function labelMismatch(
  metric: Pick<CompleteMetric, 'labels'>,
  filled: FilledLabels,
): string | undefined {
  const keys = Object.values(filled);
  const declared = Object.keys(metric.labels);
  const odd = [
    ...keys
      .filter((key) => !declared.includes(key as string))
      .map((key) => `"${key}" is filled but not declared`),
    ...declared
      .filter((key) => !keys.includes(key))
      .map((key) => `"${key}" is declared but not filled`),
  ];
  return odd.length === 0 ? undefined : odd.join(', ');
}

/** The attributes of a family for one event, frozen; what is undefined is left out. */
export function fillLabels<Dimension extends string>(
  labels: FilledLabels<Dimension>,
  dimensions: Readonly<Partial<Record<Dimension, AttributeValue | undefined>>>,
): Attributes {
  const attributes: Attributes = {};
  for (const [dimension, key] of Object.entries(labels)) {
    const value = dimensions[dimension as Dimension];
    if (value !== undefined) attributes[key as string] = value;
  }
  return Object.freeze(attributes);
}
