/** The instrumentation scope that made a metric. Source: OpenTelemetry specification, "Instrumentation Scope". */
export interface InstrumentScope {
  readonly name: string;
  readonly version?: string;
  readonly schemaUrl?: string;
  readonly attributes?: import('@opentelemetry/api').Attributes;
}
