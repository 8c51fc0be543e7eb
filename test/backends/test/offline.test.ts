import { expect, it } from 'vitest';
import { promParsersSpec } from '../src/backends/prom-parsers.ts';
import { BackendMissingError, promParsers } from '../src/index.ts';
import { resolveBackend } from '../src/install/resolve.ts';
import { describeWithBackend } from '../src/vitest.ts';
import { makeHost } from './host.ts';

describeWithBackend('without a network', promParsers, () => {
  it('the message says so, and the way out', async () => {
    const host = makeHost();
    // The discard port: the real pip gets a refused connection from it.
    const nowhere = { PIP_INDEX_URL: 'http://127.0.0.1:9/', PIP_RETRIES: '0', PIP_FIND_LINKS: '' };
    const offline = { ...host, env: { ...process.env, ...nowhere } };
    const error = await resolveBackend(promParsersSpec, offline).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(BackendMissingError);
    expect((error as Error).message).toContain('prometheus-client==0.26.0: exit code 1');
    expect((error as Error).message).toContain('No network, it seems');
    expect((error as Error).message).toContain('cli.ts --all');
    host.remove();
  });
});
