import { type Host, thisHost } from '../host.ts';
import { runCommand } from '../install/command.ts';
import { once } from '../install/once.ts';
import { resolveBackend } from '../install/resolve.ts';
import type { Spec } from '../install/spec.ts';
import { goProgram } from '../ways/go.ts';

const VERSION = '2.16.2';

export const composeSpec: Spec = {
  name: 'compose',
  title: `the loader of Compose files, compose-go ${VERSION}`,
  minVersion: VERSION,
  // Never from PATH: `docker compose config` is the same code with another command line.
  commands: {},
  // It tells no version; where it is kept has the pinned one in its name.
  version: async (path: string, host: Host) => {
    await runCommand(path, ['-h'], { env: host.env });
    return VERSION;
  },
  ways: [
    goProgram({
      product: 'compose-go',
      module: 'github.com/compose-spec/compose-go/v2',
      version: `v${VERSION}`,
      packages: { 'compose-spec': 'cmd' },
    }),
  ],
  recipe: 'install Go 1.21 or newer (https://go.dev/dl)',
};

/**
 * What `docker compose config` does, without an engine: checks a Compose file against the
 * specification's schema and its references, and gives it resolved. `path` takes files, and
 * `-format json`. The cache, then a build of seconds. Resolved once a process.
 *
 * @throws BackendMissingError with the reason, and the recipe
 */
export const compose = once(() => resolveBackend(composeSpec, thisHost()));
