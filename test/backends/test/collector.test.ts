import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectorSpec } from '../src/backends/collector.ts';
import { resolveBackend } from '../src/install/resolve.ts';
import { componentModules } from '../src/ways/collector-builder.ts';
import { makeHost, type TestHost } from './host.ts';

let host: TestHost;
beforeEach(() => {
  host = makeHost({ mayInstall: false });
});
afterEach(() => host.remove());

/** A Collector that only lists its components. */
function put(name: string, version: string, modules: readonly string[]) {
  const lines = modules.map((module) => `    - module: ${module} v${version}`);
  const listing = ['buildinfo:', '    command: otelcol', `    version: ${version}`, ...lines];
  return host.command(name, `echo '${listing.join('\n')}'`);
}

describe('a Collector', () => {
  it('serves when it has every component', async () => {
    const path = put('otelcol-contrib', '0.155.0', [...componentModules, 'another/receiver']);
    expect(await resolveBackend(collectorSpec, host)).toMatchObject({ path, version: '0.155.0' });
  });

  it('is passed over when it is without one, such as the smaller distribution', async () => {
    const [missing, ...others] = componentModules;
    put('otelcol', '0.155.0', others);
    await expect(resolveBackend(collectorSpec, host)).rejects.toThrow(`it is without ${missing}`);
  });

  it('is passed over when it is old', async () => {
    put('otelcol', '0.154.9', componentModules);
    await expect(resolveBackend(collectorSpec, host)).rejects.toThrow('is older than 0.155.0');
  });
});
