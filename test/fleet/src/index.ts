export type { Account, Effect, Sent } from './account/effects.ts';
export { type Expected, expectedOf, seriesKey } from './account/expected.ts';
export { FleetError } from './errors.ts';
export { type Fleet, type FleetOptions, startFleet } from './fleet/fleet.ts';
export { type Service, type ServiceId, services } from './fleet/services.ts';
export { flatten, type SpanNode, treeOf } from './trace/tree.ts';
export { type DriveOptions, drive, effectsOfRound } from './traffic/drive.ts';
