export type { ModuleHooksErrorCode } from './errors.js';
export { ModuleHooksError } from './errors.js';
export { onModuleLoad } from './on-module-load.js';
export type { LoadedModule, ModuleTarget, VersionRange } from './target.js';
