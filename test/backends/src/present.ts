import { specs } from './backends/list.ts';
import { BackendError, BackendMissingError } from './errors.ts';
import { thisHost } from './host.ts';
import { resolveBackend } from './install/resolve.ts';
import type { Backend } from './install/spec.ts';

/**
 * A backend that is here already, on PATH or in the cache: for what is nice to have and not worth a
 * build.
 *
 * @param name as the command line takes it.
 * @returns undefined when it would have to be fetched first
 * @throws BackendError `BACKEND_OPTION` for a name that there is not
 */
export async function present(name: string): Promise<Backend | undefined> {
  const spec = specs.find((one) => one.name === name);
  if (spec === undefined) throw new BackendError('BACKEND_OPTION', `There is no backend ${name}.`);
  try {
    return await resolveBackend(spec, { ...thisHost(), mayInstall: false });
  } catch (error) {
    if (error instanceof BackendMissingError) return undefined;
    throw error;
  }
}
