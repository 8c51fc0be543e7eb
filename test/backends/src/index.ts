export { type AlertmanagerBackend, alertmanager } from './backends/alertmanager.ts';
export { chromium } from './backends/chromium.ts';
export { collector } from './backends/collector.ts';
export { compose } from './backends/compose.ts';
export { jaeger } from './backends/jaeger.ts';
export { promParsers } from './backends/prom-parsers.ts';
export { type PrometheusBackend, prometheus, prometheus3 } from './backends/prometheus.ts';
export { pythonGrpc } from './backends/python-grpc.ts';
export { wrk } from './backends/wrk.ts';
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
export { npmFolder } from './npm-folder.ts';
export { installPacked, measureInstall } from './packed.ts';
export { present } from './present.ts';
export {
  type Alert,
  type AlertmanagerOptions,
  type AlertmanagerServer,
  startAlertmanager,
} from './servers/alertmanager.ts';
export {
  type CollectorOptions,
  type CollectorPlace,
  type CollectorServer,
  type Signal,
  startCollector,
} from './servers/collector.ts';
export {
  type JaegerOptions,
  type JaegerPlace,
  type JaegerServer,
  type JaegerTrace,
  startJaeger,
} from './servers/jaeger.ts';
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
