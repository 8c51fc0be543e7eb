/** What the environment says to `@obs/auto`; everything else is read by `@obs/core`. */
export interface Environment {
  readonly preset: string | undefined;
  readonly instrumentations: readonly string[] | undefined;
  readonly logCorrelation: readonly string[] | undefined;
  /** Undefined when it was not said, or in no way that means anything. */
  readonly garbageCollection: boolean | undefined;
  /** Whether a port was chosen, which then wins over the preset's. */
  readonly choosesPort: boolean;
  readonly choosesAppPort: boolean;
  /** A service name that was chosen, which then wins over the preset's. */
  readonly serviceName: string | undefined;
  readonly exporters: readonly string[];
  readonly disabled: boolean;
  variable(name: string): string | undefined;
}

const booleans = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** Reads the environment; an empty value counts as not set. */
export function readEnvironment(env: NodeJS.ProcessEnv): Environment {
  const variable = (name: string) => env[name]?.trim() || undefined;
  const list = (name: string) =>
    variable(name)
      ?.split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  const serviceName =
    variable('OTEL_SERVICE_NAME') ?? serviceNameOf(list('OTEL_RESOURCE_ATTRIBUTES'));
  const hasOtlp =
    variable('OTEL_EXPORTER_OTLP_METRICS_ENDPOINT') ?? variable('OTEL_EXPORTER_OTLP_ENDPOINT');
  return {
    preset: variable('OBS_PRESET'),
    instrumentations: list('OBS_INSTRUMENTATIONS'),
    logCorrelation: list('OBS_LOG_CORRELATION'),
    garbageCollection: booleans.get(variable('OBS_GARBAGE_COLLECTION')?.toLowerCase() ?? ''),
    choosesPort:
      (variable('OBS_METRICS_PORT') ?? variable('OTEL_EXPORTER_PROMETHEUS_PORT')) !== undefined,
    choosesAppPort: variable('OBS_METRICS_PORT') === 'app',
    serviceName,
    exporters: list('OTEL_METRICS_EXPORTER') ?? ['prometheus', ...(hasOtlp ? ['otlp'] : [])],
    disabled: variable('OTEL_SDK_DISABLED')?.toLowerCase() === 'true',
    variable,
  };
}

function serviceNameOf(attributes: readonly string[] | undefined): string | undefined {
  const prefix = 'service.name=';
  return attributes?.find((item) => item.startsWith(prefix))?.slice(prefix.length);
}
