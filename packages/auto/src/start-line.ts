/** What the line at the start tells. */
export interface StartFacts {
  readonly service: string;
  readonly preset: string;
  readonly exporters: readonly string[];
  readonly instrumentations: readonly string[];
  /** Where the metrics are, or `app` when the application's port is not known yet. */
  readonly metrics: string | 'app' | undefined;
}

/** The one line that says what was set up. */
export function startLine(facts: StartFacts): string {
  const { service, preset, exporters, instrumentations, metrics } = facts;
  const where =
    metrics === 'app'
      ? "metrics on the application's own port"
      : metrics === undefined
        ? 'no metrics port'
        : `metrics on ${metrics}`;
  const list = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '));
  return `${service}: ${where}; exporters: ${list(exporters)}; preset: ${preset}; instrumentations: ${list(instrumentations)}`;
}
