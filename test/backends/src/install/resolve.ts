import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Attempt, BackendMissingError } from '../errors.ts';
import { findOnPath, type Host, isExecutable } from '../host.ts';
import { cacheFolder, lockFile, publish, readCache, removeOldStages } from './cache.ts';
import { withLock } from './lock.ts';
import { type Backend, isAtLeast, type Spec, type Way } from './spec.ts';
import { withWorkshop } from './workshop.ts';

/**
 * Finds a backend, or gets it. The order is PATH, then the cache, then the ways
 * of the spec one after another:
 *
 * - PATH first, because who put a program there means it to be used, and it costs nothing;
 * - the cache before any way, so that one machine stays with one copy, and so that
 *   a run without a network works once the first has been;
 * - ways in the order of their cost: a package takes seconds, a build minutes, and a
 *   container engine is asked last because its programs see neither our files nor
 *   our ports without arrangements.
 *
 * Every candidate must run and tell a version that is new enough; a cached copy
 * that does not is removed and fetched again. Two processes that want the same
 * backend do the work once.
 *
 * @throws BackendMissingError with the reason of every way, and the recipe
 */
export async function resolveBackend(spec: Spec, host: Host): Promise<Backend> {
  const attempts: Attempt[] = [];
  const onPath = await fromPath(spec, host, attempts);
  if (onPath !== undefined) return onPath;
  for (const way of spec.ways) {
    const cached = await fromCache(spec, host, way);
    if (typeof cached === 'object') return cached;
    if (cached !== undefined) attempts.push({ way: 'cache', reason: cached });
  }
  for (const way of spec.ways) {
    const reason = await ruledOut(host, way);
    if (reason !== undefined) {
      attempts.push({ way: way.how, reason });
      continue;
    }
    try {
      return await install(spec, host, way);
    } catch (error) {
      const reason = (error as Error).message;
      host.note(`${spec.name}: ${way.how} failed: ${reason.split('\n')[0]}`);
      attempts.push({ way: way.how, reason });
    }
  }
  throw new BackendMissingError(spec.name, spec.title, spec.recipe, attempts);
}

async function ruledOut(host: Host, way: Way): Promise<string | undefined> {
  const reason = await way.closed(host);
  if (reason !== undefined || host.mayInstall) return reason;
  return 'would serve, but OBS_BACKENDS=present forbids downloads and builds';
}

async function fromPath(spec: Spec, host: Host, attempts: Attempt[]): Promise<Backend | undefined> {
  const [main, ...companions] = Object.keys(spec.commands);
  if (main === undefined) return undefined;
  const paths = await findAny(host, spec.commands[main] ?? []);
  if (paths.length === 0) attempts.push({ way: 'path', reason: `no ${main} on PATH` });
  for (const path of paths) {
    const tools: Record<string, string> = { [main]: path };
    for (const name of companions) {
      // The one in the same folder is of the same version.
      const beside = (spec.commands[name] ?? []).map((file) => join(dirname(path), file));
      const found = [...beside, ...(await findAny(host, spec.commands[name] ?? []))];
      const usable = await firstExecutable(found);
      if (usable !== undefined) tools[name] = usable;
    }
    const candidate = await probe(spec, host, tools, 'path');
    if (typeof candidate === 'object') return candidate;
    attempts.push({ way: 'path', reason: `${path}: ${candidate}` });
  }
  return undefined;
}

async function findAny(host: Host, names: readonly string[]): Promise<string[]> {
  return (await Promise.all(names.map((name) => findOnPath(host, name)))).flat();
}

async function firstExecutable(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) if (await isExecutable(file)) return file;
  return undefined;
}

/** The backend when these executables serve, else why they do not. */
async function probe(
  spec: Spec,
  host: Host,
  tools: Readonly<Record<string, string>>,
  how: Backend['how'],
): Promise<Backend | string> {
  for (const name of Object.keys(spec.commands)) {
    const file = tools[name];
    if (file === undefined) return `${name} is missing`;
    if (!(await isExecutable(file))) return `${file} is not an executable file`;
  }
  const path = Object.values(tools)[0] ?? '';
  try {
    const version = await spec.version(path, host);
    if (isAtLeast(version, spec.minVersion)) return { name: spec.name, path, tools, version, how };
    return `${version} is older than ${spec.minVersion}`;
  } catch (error) {
    return (error as Error).message;
  }
}

async function fromCache(spec: Spec, host: Host, way: Way): Promise<Backend | string | undefined> {
  const tools = await readCache(host, way);
  if (tools === undefined) return undefined;
  const candidate = typeof tools === 'string' ? tools : await probe(spec, host, tools, way.how);
  if (typeof candidate === 'object') return candidate;
  return `${cacheFolder(host, way)}: ${candidate}`;
}

async function install(spec: Spec, host: Host, way: Way): Promise<Backend> {
  const onWait = (holder: string) => host.note(`${spec.name}: waiting for ${holder}`);
  const work = async () => {
    // Another process may have done it while this one waited.
    const cached = await fromCache(spec, host, way);
    if (typeof cached === 'object') return cached;
    if (cached !== undefined) host.note(`${spec.name}: fetching again, ${cached}`);
    await removeOldStages(host, way);
    return withWorkshop(spec.name, host, way, async (shop) => {
      const tools = await way.install(shop);
      await publish(host, way, shop.stage, tools);
      const installed = await fromCache(spec, host, way);
      if (typeof installed !== 'object') {
        // Too old, or it does not run here: not worth a look next time.
        await rm(cacheFolder(host, way), { recursive: true, force: true });
        throw new Error(installed ?? 'the installation vanished');
      }
      shop.note(`${installed.version} from ${way.how} is ready`);
      return installed;
    });
  };
  return withLock(lockFile(host, way), work, onWait);
}
