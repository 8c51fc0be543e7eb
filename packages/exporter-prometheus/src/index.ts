export type { EscapingScheme, TranslationStrategy } from '@obs/prometheus-names';
export { type AuthOptions, authorized } from './access/authorization.js';
export type { SecretSource } from './access/secret.js';
export type { ServerTlsOptions } from './access/tls.js';
export { toFetch } from './adapters/fetch.js';
export { toNodeListener } from './adapters/node.js';
export { markOwnRequest, ownRequest } from './adapters/own-request.js';
export { ExporterError, type ExporterErrorCode } from './errors.js';
export { PrometheusExporter } from './exporter.js';
export { type ContentEncoding, type Format, type Negotiated, negotiate } from './handler/accept.js';
export { metricsHandler } from './handler/metrics-handler.js';
export type { Exposition, MetricsHandlerOptions, ScrapeContext } from './handler/options.js';
export { routed } from './handler/routes.js';
export type { ScrapeRecord } from './handler/self-metrics.js';
export type { SliceOptions } from './handler/slices.js';
export type { Handler, HandlerRequest, HandlerResponse } from './handler/types.js';
export type {
  LabelList,
  MetricFamily,
  MetricType,
  Point,
  PointKind,
  SeriesGroup,
} from './model/family.js';
export {
  type PlainExemplar,
  type PlainFamilyOptions,
  type PlainHistogramSample,
  type PlainLabels,
  type PlainSample,
  plainFamily,
} from './model/plain-family.js';
export { liveViewOf } from './model/resource-metrics.js';
export type { PrometheusExporterOptions } from './options.js';
export {
  MetricsServer,
  type MetricsServerOptions,
  type ServerAddress,
} from './server/metrics-server.js';
export type { Conflict } from './translation/conflict.js';
export { type Resolution, resolveFamilies } from './translation/families.js';
export type { AttributeFilter, ResolveOptions, TranslationOptions } from './translation/options.js';
export { type OpenMetricsOptions, writeOpenMetrics } from './writers/openmetrics.js';
export type { WriterOptions } from './writers/options.js';
export { writeProtobuf } from './writers/protobuf.js';
export { writeText } from './writers/text.js';
