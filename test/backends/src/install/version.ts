import type { Host } from '../host.ts';
import { runCommand } from './command.ts';

/**
 * Asks a program for its version.
 *
 * @throws when it does not run, or `pattern` (its first group is the version) does
 *   not match what it writes to stdout
 */
export async function readVersion(
  path: string,
  args: readonly string[],
  pattern: RegExp,
  host: Host,
  exitCodes: readonly number[] = [0],
): Promise<string> {
  const output = await runCommand(path, args, { env: host.env, exitCodes });
  const version = pattern.exec(output)?.[1];
  if (version === undefined) throw new Error(`${path} tells no version: ${output.slice(0, 200)}`);
  return version;
}
