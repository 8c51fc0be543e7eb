import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prometheus, waitFor } from '../src/index.ts';
import { resolveBackend } from '../src/install/resolve.ts';
import { describeWithBackend } from '../src/vitest.ts';
import { makeHost, makeSpec, makeWay, type TestHost } from './host.ts';

let host: TestHost;
beforeEach(() => {
  host = makeHost();
});
afterEach(() => host.remove());

/** Runs a program of ours in a process, sends a signal once it says `ready`, and waits. */
async function killWhenReady(program: string, signal: NodeJS.Signals): Promise<string> {
  const file = join(host.folder, 'program.ts');
  writeFileSync(file, program);
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.includes('ready')) child.kill(signal);
  });
  await new Promise((resolve) => child.on('close', resolve));
  return said;
}

/** A zombie counts as gone: who reaps orphans is not ours to decide. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH' && existsSync(`/proc/${pid}`);
  }
}

const at = (file: string) => JSON.stringify(join(import.meta.dirname, file));

// Ctrl-C, a stopped job, and the one that no handler can see.
const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGKILL'];

describe.each(signals)('an installation ended by %s', (signal) => {
  it('ends its command, leaves no half state, and holds no lock', async () => {
    const said = await killWhenReady(
      `import { makeHost, makeSpec, makeWay } from ${at('host.ts')};
       import { resolveBackend } from ${at('../src/install/resolve.ts')};
       const host = makeHost({ folder: ${JSON.stringify(host.folder)} });
       const way = makeWay('go', '2.0.0', {
         install: async (shop) => {
           setTimeout(() => console.log('ready'), 500);
           await shop.run('hang', '/bin/sh', ['-c', 'echo $$ > ../pid; exec /bin/sleep 300']);
         },
       });
       await resolveBackend(makeSpec([way]), host);`,
      signal,
    );
    expect(said).toBe('ready\n');
    const pid = Number(readFileSync(join(host.cache, 'pid'), 'utf8'));
    rmSync(join(host.cache, 'pid'));
    await waitFor(() => !isRunning(pid), { what: 'the command to end' });
    await waitFor(() => readdirSync(host.cache).join() === 'locks', { what: 'the stage to go' });

    const way = makeWay('go', '2.0.0');
    await expect(resolveBackend(makeSpec([way]), host)).resolves.toMatchObject({ how: 'go' });
  });
});

describeWithBackend('a Prometheus whose owner dies', prometheus, () => {
  it.each(signals)('is gone, with its data, after %s', async (signal) => {
    const said = await killWhenReady(
      `import { startPrometheus } from ${at('../src/index.ts')};
       import { readdirSync } from 'node:fs';
       const server = await startPrometheus();
       console.log(JSON.stringify([server.url, server.folder]));
       console.log('ready');`,
      signal,
    );
    const [url, folder] = JSON.parse(said.split('\n')[0]!) as [string, string];
    await waitFor(() => !existsSync(folder), { what: 'its folder to go' });
    await expect(fetch(url)).rejects.toThrow();
  });
});
