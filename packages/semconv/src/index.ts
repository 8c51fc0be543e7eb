export { type MetricKind, prometheusName } from '@obs/prometheus-names';
export type { BoundHistogram, BoundSum } from './catalog/bind.js';
export { bindHistogram, bindSum } from './catalog/bind.js';
export type { Catalog, CatalogInput, CompleteMetric, MetricsOf } from './catalog/catalog.js';
export { defineCatalog } from './catalog/catalog.js';
export type { FilledLabels } from './catalog/fill.js';
export { fillLabels, labelMismatch } from './catalog/fill.js';
export type { InstrumentOf } from './catalog/instrument.js';
export { createInstrument } from './catalog/instrument.js';
export type { ClosedLabel, LabelDefinition, LabelsOf, OpenLabel } from './catalog/label.js';
export { open } from './catalog/label.js';
export type {
  MetricDefinition,
  RuleWaiver,
  Stability,
} from './catalog/metric.js';
export { zeroSeries } from './catalog/zero.js';
export { aoss } from './catalogs/aoss.js';
export { duplex } from './catalogs/duplex.js';
export { executives } from './catalogs/executives.js';
export { gateway } from './catalogs/gateway.js';
export { governance } from './catalogs/governance.js';
export { http } from './catalogs/http.js';
export { jeeves } from './catalogs/jeeves.js';
export { orchestrator } from './catalogs/orchestrator.js';
export { process } from './catalogs/process.js';
export { prometheusApi } from './catalogs/prometheus-api.js';
export { rpc } from './catalogs/rpc.js';
export { runtime } from './catalogs/runtime.js';
export { self } from './catalogs/self.js';
export { httpService, service } from './catalogs/service.js';
export { state } from './catalogs/state.js';
export type { CatalogErrorCode } from './errors.js';
export { CatalogError } from './errors.js';
