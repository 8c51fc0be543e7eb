import { rm } from 'node:fs/promises';
import type { Host } from '../host.ts';
import { makeStage } from './cache.ts';
import { runCommand } from './command.ts';
import { guardFolder } from './guard.ts';
import type { Way, Workshop } from './spec.ts';

// Ten times the slowest step measured (a cold Go build of Prometheus, 4 minutes
// on two cores): a step that hangs ends, one on a slow machine does not.
const STEP_TIMEOUT_MS = 40 * 60_000;
const HEARTBEAT_MS = 15_000;

/**
 * Runs `work` with a stage folder that is gone afterwards, unless `work` moved it
 * away. When this process dies in the middle, a guard ends the command that was
 * running and removes the stage.
 */
export async function withWorkshop<T>(
  name: string,
  host: Host,
  way: Way,
  work: (shop: Workshop) => Promise<T>,
): Promise<T> {
  const start = performance.now();
  const elapsed = () => `${((performance.now() - start) / 1000).toFixed(1)} s`;
  const note = (line: string) => host.note(`${name}: ${line} (${elapsed()})`);
  const stage = await makeStage(host, way);
  const guard = guardFolder(stage);
  try {
    return await work({
      host,
      stage,
      note,
      async run(what, command, args, options = {}) {
        note(what);
        const heartbeat = setInterval(() => note(`${what}, still at it`), HEARTBEAT_MS);
        try {
          return await runCommand(command, args, {
            cwd: options.cwd ?? stage,
            env: { ...host.env, ...options.env },
            timeoutMs: STEP_TIMEOUT_MS,
            nice: true,
            onGroup: guard.watch,
          });
        } finally {
          clearInterval(heartbeat);
        }
      },
    });
  } finally {
    await rm(stage, { recursive: true, force: true });
    guard.release();
  }
}
