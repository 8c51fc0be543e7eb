/** What the line at the start tells. */
export interface StartFacts {
  readonly service: string;
  readonly preset: string;
  readonly exporters: readonly string[];
  readonly instrumentations: readonly string[];
  /** Where the metrics are, when that is known already. */
  readonly metrics: string | undefined;
  /** Where spans go; undefined when tracing is off. */
  readonly traces: string | undefined;
  readonly onAppPort: boolean;
}

/** The one line that says what was set up. */
export function startLine(facts: StartFacts): string {
  const list = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '));
  return [
    `${facts.service}: ${where(facts)}`,
    ...(facts.traces === undefined ? [] : [`traces to ${facts.traces}`]),
    `exporters: ${list(facts.exporters)}`,
    `preset: ${facts.preset}`,
    `instrumentations: ${list(facts.instrumentations)}`,
  ].join('; ');
}

function where({ metrics, onAppPort, exporters }: StartFacts): string {
  if (!exporters.includes('prometheus')) return 'no metrics port';
  if (metrics !== undefined) return `metrics on ${metrics}`;
  return onAppPort ? "metrics on the application's own port" : 'metrics port not open yet';
}
