export type { LiveFamily, LiveFamilyKind, LiveScope, LiveSeries } from './family.js';
export type {
  LiveExemplar,
  LiveExponentialBuckets,
  LiveExponentialHistogram,
  LiveHistogram,
  LiveNumber,
} from './point.js';
export { allocateSlot } from './slot.js';
export { type LiveSource, type LiveView, liveSource, liveSourceKey } from './source.js';
