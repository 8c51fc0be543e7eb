/**
 * The methods that are recorded under their own name; the position is the method's number. Source:
 * OpenTelemetry semantic conventions, http/http-metrics.md, `http.request.method`, note on known
 * methods (RFC 9110 and PATCH of RFC 5789).
 */
export const methodNames = [
  '_OTHER',
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'CONNECT',
  'TRACE',
] as const;

const numbers = new Map<string | undefined, number>(
  methodNames.map((name, index) => [name, index]),
);

/** The number of a method; 0 for one that is not known, so that no client can add label values. */
export function methodNumber(method: string | undefined): number {
  if (method === 'GET') return 1; // Most of them, without a look into the map.
  return numbers.get(method) ?? 0;
}
