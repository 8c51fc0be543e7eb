export { FleetError } from './errors.ts';
export { type Fleet, type FleetOptions, startFleet } from './fleet/fleet.ts';
export { type Service, type ServiceId, services } from './fleet/services.ts';
