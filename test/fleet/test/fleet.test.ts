import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { choosePorts } from '../src/fleet/ports.ts';
import { FleetError, services, startFleet } from '../src/index.ts';
import { survivors } from './orphans.ts';

/** Services may take 5 s to end, and the guard 3 s more. */
const endMillis = 10_000;

/** A process that starts a fleet and tells its processes. */
async function startKeeper(...args: string[]) {
  const keeper = spawn(
    process.execPath,
    [fileURLToPath(new URL('./keeper.ts', import.meta.url)), ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let problem = '';
  keeper.stderr.setEncoding('utf8').on('data', (text: string) => {
    problem += text;
  });
  const failed = once(keeper, 'close').then(() => {
    throw new Error(`the fleet did not start: ${problem}`);
  });
  const [line] = (await Promise.race([once(keeper.stdout, 'data'), failed])) as [Buffer];
  failed.catch(() => {});
  const pids = JSON.parse(String(line)) as number[];
  expect(pids).toHaveLength(services.length);
  return { keeper, pids };
}

describe('a fleet', () => {
  it('has every service up and ends every process with stop()', async () => {
    const fleet = await startFleet();
    try {
      expect(fleet.pids).toHaveLength(services.length);
      for (const { id, scrape } of services.filter((service) => 'scrape' in service)) {
        const url = fleet.metricsUrl(id) as string;
        const response = await fetch(url);
        expect(response.status, id).toBe(200);
        expect(await response.text(), id).toContain('# TYPE ');
        const job = fleet.jobs.find(({ name }) => name === scrape.job);
        expect(job, id).toMatchObject({ labels: scrape.labels, targets: [new URL(url).host] });
      }
    } finally {
      await fleet.stop();
    }
    expect(await survivors(fleet.pids, 0)).toEqual([]);
    expect(fleet.crashes).toEqual([]);
  });

  it('says which service does not start and why, and ends the others', async () => {
    const started: string[] = [];
    const starting = startFleet({ env: { PORT: '-1' }, log: (line) => started.push(line) });
    await expect(starting).rejects.toThrow(FleetError);
    await expect(starting).rejects.toThrow(
      /^(executives|governance) ended[\s\S]*ERR_SOCKET_BAD_PORT/,
    );
    expect(started).not.toContainEqual(expect.stringContaining('orchestrator listens'));
  });

  it('has services that answer what they have begun when SIGTERM comes, and exit with 0', async () => {
    const fleet = await startFleet();
    try {
      const proposal = { title: 'slow', investment: 1, cashFlows: [2], diligence: 'exhaustive' };
      const slow = fetch(`${fleet.url('executives')}/analyses`, {
        method: 'POST',
        body: JSON.stringify({ ...proposal, market: { growth: 0, share: 1 } }),
      });
      await sleep(200);
      for (const pid of fleet.pids) process.kill(pid, 'SIGTERM');
      expect((await slow).status).toBe(200);
      await vi.waitFor(() => expect(fleet.crashes).toHaveLength(services.length), {
        timeout: endMillis,
      });
    } finally {
      await fleet.stop();
    }
    expect(fleet.crashes.map((crash) => crash.split('.')[0]).sort()).toEqual(
      services.map(({ id }) => `${id} ended (exit code 0)`).sort(),
    );
  });

  it('reports a service that ends by itself', async () => {
    const lines: string[] = [];
    const fleet = await startFleet({ log: (line) => lines.push(line) });
    try {
      const [pid] = fleet.pids as [number];
      process.kill(pid, 'SIGKILL');
      await vi.waitFor(() => expect(fleet.crashes).toHaveLength(1), { timeout: endMillis });
    } finally {
      await fleet.stop();
    }
    expect(fleet.crashes).toEqual([expect.stringContaining('ended (SIGKILL)')]);
    expect(lines).toContainEqual(expect.stringContaining('ended (SIGKILL)'));
  });

  it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
    'leaves no orphan when its process gets %s',
    async (signal) => {
      const { keeper, pids } = await startKeeper();
      keeper.kill(signal);
      await once(keeper, 'close');
      expect(await survivors(pids, endMillis)).toEqual([]);
    },
  );

  it('leaves no orphan when its process crashes', async () => {
    const { keeper, pids } = await startKeeper('crash');
    const [code] = await once(keeper, 'close');
    expect(code).toBe(1);
    expect(await survivors(pids, endMillis)).toEqual([]);
  });
});

describe('ports', () => {
  it('are all different, and nothing is said about them, unless the usual ones are asked for', async () => {
    const lines: string[] = [];
    const chosen = await choosePorts('free', (line) => lines.push(line));
    const ports = Object.values(chosen).flatMap((variables) => Object.values(variables));
    expect(new Set(ports).size).toBe(ports.length);
    expect(lines).toEqual([]);
  });

  it('are the usual ones where they are free, and one of three services gets 8000', async () => {
    const lines: string[] = [];
    const chosen = await choosePorts('usual', (line) => lines.push(line));
    const owners = Object.entries(chosen).filter(([, { PORT }]) => PORT === 8000);
    expect(owners.length).toBeLessThanOrEqual(1);
    for (const id of ['aoss', 'gateway', 'jeeves-orchestrator'] as const) {
      expect(chosen[id]['PORT'], id).not.toBe(8000);
      expect(lines.join('\n')).toContain(`port 8000 of ${id} is jeeves-gateway's`);
    }
  });

  it('in use are told by the name of the service, with the one that it gets', async () => {
    const squatter = createServer();
    // In use by us or by somebody else: either way it is in use.
    await new Promise<void>((resolve) => {
      squatter.once('error', () => resolve()).listen(8300, '127.0.0.1', resolve);
    });
    const lines: string[] = [];
    try {
      const { executives } = await choosePorts('usual', (line) => lines.push(line));
      const port = executives['PORT'] as number;
      expect(port).not.toBe(8300);
      expect(lines).toContain(`port 8300 of executives is in use; it gets ${port} (PORT=${port})`);
    } finally {
      squatter.close();
    }
  });
});
