import { aoss } from '@obs/semconv';

const known = aoss.metrics.apiRequests.labels.method;

/** The method as a label: one of the known ones in capitals, `_OTHER` for any other text. */
export function httpMethod(method: string): (typeof known)[number] {
  // Left as it is, for the family to refuse.
  if (typeof method !== 'string') return method;
  const upper = method.toUpperCase();
  return known.find((candidate) => candidate === upper) ?? '_OTHER';
}
