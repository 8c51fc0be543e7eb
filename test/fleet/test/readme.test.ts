import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fleet, startFleet } from '../src/index.ts';

const examples = join(import.meta.dirname, '../../../examples');

/** Which service each port of a README stands for. */
const ports: Readonly<Record<string, Readonly<Record<string, (fleet: Fleet) => number>>>> = {
  executives: { 8300: ({ ports }) => ports.executives['PORT'] as number },
  governance: { 8400: ({ ports }) => ports.governance['PORT'] as number },
  duplex: { 8700: ({ ports }) => ports.duplex['PORT'] as number },
  aoss: { 8000: ({ ports }) => ports.aoss['PORT'] as number },
  jeeves: {
    8000: ({ ports }) => ports['jeeves-gateway']['PORT'] as number,
    8010: ({ ports }) => ports['jeeves-orchestrator']['PORT'] as number,
    9090: ({ ports }) => ports['jeeves-engine']['METRICS_PORT'] as number,
  },
  gateway: {
    8000: ({ ports }) => ports.gateway['PORT'] as number,
    8001: ({ ports }) => ports.orchestrator['PORT'] as number,
    8008: ({ ports }) => ports['state-persistence']['PORT'] as number,
  },
};

/** The commands of a README that can be tried, with what it says they print. */
function commandsOf(readme: string): { command: string; output: string }[] {
  return [...readme.matchAll(/```console\n([\s\S]*?)```/g)]
    .flatMap(([, block = '']) => block.split(/^\$ /m).slice(1))
    .map((entry) => {
      const [command = '', ...lines] = entry.split('\n');
      return { command, output: lines.join('\n').trimEnd() };
    })
    .filter(({ command }) => /^(curl|node) /.test(command));
}

/** Without what differs from run to run: times, scores, ids, bytes. Counts stay. */
function steady(output: string): string {
  return output
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
    .replace(/\d+\.\d+(e-?\d+)?/g, 'DECIMAL')
    .replace(/\b\d{5,}\b/g, 'BYTES');
}

function run(command: string, cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', command], { cwd });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', reject).on('close', () => resolve(output.trimEnd()));
  });
}

describe.skipIf(process.platform === 'win32')('the README', () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await startFleet();
  });
  afterAll(async () => {
    await fleet?.stop();
  });

  it.each(Object.keys(ports))('of %s says what its commands print', async (name) => {
    const folder = join(examples, name);
    const commands = commandsOf(readFileSync(join(folder, 'README.md'), 'utf8'));
    expect(commands.length).toBeGreaterThan(1);
    for (const { command, output } of commands) {
      const actual = command.replace(
        /localhost:(\d+)/g,
        (_, port: string) => `localhost:${ports[name]?.[port]?.(fleet)}`,
      );
      expect(steady(await run(actual, folder)), command).toBe(steady(output));
    }
  });
});
