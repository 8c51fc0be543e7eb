export { promParsers } from './backends/prom-parsers.ts';
export { type PrometheusBackend, prometheus, prometheus3 } from './backends/prometheus.ts';
export { type PrometheusClient, prometheusClient, type Time } from './client/client.ts';
export type {
  Exemplar,
  ExemplarSeries,
  Labels,
  Metadata,
  NativeHistogram,
  Range,
  RangeSeries,
  Rule,
  RuleGroup,
  Sample,
  Target,
} from './client/types.ts';
export {
  type Attempt,
  BackendError,
  BackendMissingError,
  ExpositionError,
  PrometheusApiError,
  StartFailedError,
  StepFailedError,
  WaitTimeoutError,
} from './errors.ts';
export type { Backend, How } from './install/spec.ts';
export {
  type ParsedFamily,
  type ParsedSample,
  type Parsers,
  startParsers,
} from './servers/parsers.ts';
export {
  type Job,
  type PrometheusOptions,
  type PrometheusServer,
  startPrometheus,
} from './servers/prometheus.ts';
export type { Server } from './servers/server.ts';
export { type WaitOptions, waitFor } from './wait.ts';
