/**
 * A histogram bound as Go's clients write it (`%g`, shortest): exponent from 1e+06 on and below
 * 1e-04, two digits in it at least. Prometheus compares `le` as text, so a series must have the same
 * bounds from every client and the Collector.
 */
export function boundText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  if (value === 0 || Number.isNaN(value)) return Object.is(value, -0) ? '-0' : String(value);
  const [digits = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 6) return String(value);
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${digits}e${exponent < 0 ? '-' : '+'}${size}`;
}

/** The same for OpenMetrics, where a bound always shows that it is a float: `1.0`. */
export function openMetricsBoundText(value: number): string {
  const text = boundText(value);
  return /^-?[0-9]+$/.test(text) ? `${text}.0` : text;
}
