import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { aoss } from '../src/aoss.js';
import { duplex } from '../src/duplex.js';
import { changes, sample } from './changes.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

it('ends what the program has lost, and says so once', { timeout: 30_000 }, async () => {
  const warnings: string[] = [];
  process.on('warning', ({ message }) => warnings.push(message));
  const recorded = await changes(async () => {
    for (let count = 0; count < 3; count++) aoss.startExecution({ agentType: 'security' });
    duplex.startSession();
    for (const series of [
      'aoss_active_executions{agent_type="security"}',
      'duplex_sessions_active',
    ]) {
      await expect
        .poll(
          () => {
            collectGarbage();
            return sample(series);
          },
          { timeout: 10_000 },
        )
        .toBe(0);
    }
  });
  expect(recorded).toMatchObject({
    'aoss_executions_total{agent_type="security",server_tag="unknown"}': 3,
    'aoss_executions_completed_total{agent_type="security",server_tag="unknown",status="Failed"}': 3,
    duplex_sessions_total: 1,
  });
  expect(recorded).not.toHaveProperty('duplex_sessions_active');
  expect(warnings).toEqual([expect.stringMatching(/never ended .* finally/)]);
});

it('does not lose what the program can still end', async () => {
  const { complete } = aoss.startExecution({ agentType: 'database' });
  const { end } = duplex.startSession();
  for (let turn = 0; turn < 5; turn++) {
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const recorded = await changes(() => {
    complete('Success');
    end();
  });
  expect(recorded).toMatchObject({
    'aoss_active_executions{agent_type="database"}': -1,
    'aoss_executions_completed_total{agent_type="database",server_tag="unknown",status="Success"}': 1,
    duplex_sessions_active: -1,
  });
});

it('ends what is active when a signal ends the process', async () => {
  const child = spawn(process.execPath, ['test/fixtures/sigterm.mjs'], {
    cwd: new URL('..', import.meta.url),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const output = createInterface(child.stdout);
  output.on('line', (line) => lines.push(line));
  await once(output, 'line');
  child.kill('SIGTERM');
  const [, signal] = (await once(child, 'close')) as [number | null, string];
  expect(signal).toBe('SIGTERM');
  expect(lines[0]).toBe('ready');
  const last = JSON.parse(lines.at(-1) as string) as unknown[];
  expect(last).toEqual([
    ['aoss.executions', { agent_type: 'network', server_tag: 'unknown' }, 1],
    [
      'aoss.executions.completed',
      { agent_type: 'network', server_tag: 'unknown', status: 'Failed' },
      1,
    ],
    ['duplex.sessions', {}, 1],
  ]);
});

it('lets an end after the shutdown pass in silence', async () => {
  const child = spawn(process.execPath, ['test/fixtures/shutdown.mjs'], {
    cwd: new URL('..', import.meta.url),
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const lines: string[] = [];
  createInterface(child.stderr).on('line', (line) => lines.push(line));
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(lines.filter((line) => line.includes('ended_twice'))).toEqual([
    expect.stringContaining('duplex session'),
  ]);
});
