import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { application, type Ended } from './child.js';

// A busy machine takes seconds to start a process.
vi.setConfig({ testTimeout: 30_000 });

let receiver: Server;
let received: string;
let answers: boolean;

beforeEach(async () => {
  received = '';
  answers = true;
  receiver = createServer((request, response) => {
    request.setEncoding('latin1').on('data', (text) => {
      received += text;
    });
    request.on('end', () => {
      if (answers) response.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  receiver.closeAllConnections();
  receiver.close();
});

const preloads = ['--require', '--import'] as const;

function run(
  how: string,
  preload: (typeof preloads)[number],
  observed: boolean,
  env = {},
): Promise<Ended> {
  const { port } = receiver.address() as AddressInfo;
  // Under --import, whatever it is, Node starts the application in another way: other stack traces.
  const alone = preload === '--import' ? ['--import', 'data:text/javascript,'] : [];
  const args = observed ? [preload, '@obs/auto'] : alone;
  return application([...args, 'last.cjs', how], {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    ...env,
  }).ended;
}

/** What can be compared: our lines are not the application's. */
function behaviour({ code, signal, stdout, stderr }: Ended) {
  return { code, signal, stdout, stderr };
}

const ends = [
  ['leaves', []],
  ['listens to the end', []],
  ['exits', []],
  ['exits later', []],
  ['throws', []],
  ['throws later', []],
  ['rejects', []],
  ['catches and exits', []],
  ['is killed by SIGTERM', []],
  ['is killed by SIGINT', []],
  ['handles SIGTERM and exits', ['last.words']],
  ['closes its server at SIGTERM', ['last.words']],
  ['sends itself SIGTERM again', ['last.words']],
] as const;

describe.each(preloads)('under %s, a process that pushes and', (preload) => {
  it.each(ends)('%s has lost nothing and ends as it does alone', async (how, more) => {
    const alone = await run(how, preload, false);
    expect(received).toBe('');
    const observed = await run(how, preload, true);
    expect(behaviour(observed)).toEqual(behaviour(alone));
    for (const expected of ['last.orders', 'last.level', 'last span', ...more]) {
      expect(received, `${how}: ${observed.lines.join('\n')}`).toContain(expected);
    }
    expect(observed.lines.filter((line) => !line.includes('preset:'))).toEqual([]);
  });
});

describe('a receiver that', () => {
  it.each(['leaves', 'listens to the end', 'exits', 'throws later', 'is killed by SIGTERM'])(
    'hangs does not hold a process that %s longer than the timeout',
    async (how) => {
      answers = false;
      const alone = await run(how, '--require', false);
      const observed = await run(how, '--require', true, { OBS_SHUTDOWN_TIMEOUT: '300' });
      expect(behaviour(observed)).toEqual(behaviour(alone));
      expect(observed.lines.join('\n')).toMatch(/the last export did not end in \d+ ms/);
    },
  );

  it.each(['exits', 'throws later'])('refuses costs a process that %s one line', async (how) => {
    const alone = await run(how, '--require', false);
    const observed = await run(how, '--require', true, {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
    });
    expect(behaviour(observed)).toEqual(behaviour(alone));
    expect(observed.lines.join('\n')).toMatch(/the last export failed: .*ECONNREFUSED/);
  });
});

it('an end costs a process that does not push nothing: no thread, no line', async () => {
  const app = application(['--require', '@obs/auto', 'last.cjs', 'exits'], { OBS_LOG: 'debug' });
  const { code, lines } = await app.ended;
  expect(code).toBe(3);
  expect(lines.join('\n')).not.toContain('last export');
});
