import { type Host, thisHost } from '../host.ts';
import { once } from '../install/once.ts';
import { resolveBackend } from '../install/resolve.ts';
import type { Backend, Spec } from '../install/spec.ts';
import { readVersion } from '../install/version.ts';
import { dockerImage } from '../ways/docker.ts';
import { goModuleCopy } from '../ways/go.ts';

/** An Alertmanager with its tool. */
export interface AlertmanagerBackend extends Backend {
  /** Checks configurations (`amtool check-config`) and routes. */
  readonly amtoolPath: string;
}

export const alertmanagerSpec: Spec = {
  name: 'alertmanager',
  title: 'Alertmanager 0.25 or newer, with amtool',
  minVersion: '0.25.0',
  commands: { alertmanager: ['alertmanager', 'prometheus-alertmanager'], amtool: ['amtool'] },
  version: (path: string, host: Host) =>
    readVersion(path, ['--version'], /version (\d+\.\d+\.\d+)/, host),
  ways: [
    // Not Debian's package: it has the absolute path of its templates in the program,
    // so it runs when it is installed, and not when it is unpacked elsewhere.
    goModuleCopy({
      product: 'alertmanager-go',
      module: 'github.com/prometheus/alertmanager',
      version: 'v0.34.2',
      packages: { alertmanager: 'cmd/alertmanager', amtool: 'cmd/amtool' },
      variables: { 'github.com/prometheus/common/version.Version': '0.34.2' },
      // It embeds its pages, which are built with npm and not part of the module.
      files: { 'ui/app/dist/index.html': 'This build has no pages.' },
    }),
    dockerImage({
      product: 'alertmanager',
      image: 'prom/alertmanager:v0.34.2',
      commands: { alertmanager: 'alertmanager', amtool: 'amtool' },
    }),
  ],
  recipe:
    'put alertmanager and amtool on PATH (apt-get install prometheus-alertmanager), ' +
    'or install Go 1.21 or newer, or start Docker',
};

/**
 * Routes and sends alerts. PATH, then the cache, then a build, then Docker. Resolved once a process.
 *
 * @throws BackendMissingError with the reason of every way, and the recipe
 */
export const alertmanager = once(async (): Promise<AlertmanagerBackend> => {
  const backend = await resolveBackend(alertmanagerSpec, thisHost());
  return { ...backend, amtoolPath: backend.tools['amtool']! };
});
