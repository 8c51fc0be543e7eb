export type { Catalog, CatalogInput, CompleteMetric, MetricsOf } from './catalog/catalog.js';
export { defineCatalog } from './catalog/catalog.js';
export type { InstrumentOf } from './catalog/instrument.js';
export { createInstrument } from './catalog/instrument.js';
export type { ClosedLabel, LabelDefinition, LabelsOf, OpenLabel } from './catalog/label.js';
export { open } from './catalog/label.js';
export type {
  MetricDefinition,
  MetricKind,
  RuleWaiver,
  Stability,
} from './catalog/metric.js';
export { prometheusName } from './catalog/prometheus-name.js';
export { zeroSeries } from './catalog/zero.js';
export type { CatalogErrorCode } from './errors.js';
export { CatalogError } from './errors.js';
