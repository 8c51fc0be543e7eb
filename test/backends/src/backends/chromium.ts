import { type Host, thisHost } from '../host.ts';
import { once } from '../install/once.ts';
import { resolveBackend } from '../install/resolve.ts';
import type { Spec } from '../install/spec.ts';
import { readVersion } from '../install/version.ts';
import { debianPackage } from '../ways/debian.ts';

export const chromiumSpec: Spec = {
  name: 'chromium',
  title: 'Chromium or Chrome 120 or newer',
  minVersion: '120',
  commands: {
    chromium: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  },
  version: (path: string, host: Host) =>
    readVersion(path, ['--version'], /Chrom(?:e|ium) (\d+(?:\.\d+)+)/, host),
  // Ubuntu's package only leads to a snap, which shows when it tells no version.
  ways: [
    debianPackage({
      package: 'chromium',
      files: { chromium: 'usr/lib/chromium/chromium' },
      withDependencies: true,
    }),
  ],
  recipe:
    'put chromium or google-chrome on PATH ' +
    '(Debian: apt-get install chromium, Ubuntu: snap install chromium)',
};

/**
 * A browser for `playwright-core` (`executablePath`). Start it headless and, as
 * root or in a container, with `--no-sandbox`. PATH, then the cache, then Debian's
 * package. Resolved once a process.
 *
 * @throws BackendMissingError with the reason of every way, and the recipe
 */
export const chromium = once(() => resolveBackend(chromiumSpec, thisHost()));
