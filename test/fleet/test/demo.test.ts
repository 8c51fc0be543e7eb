import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import {
  prometheus as findPrometheus,
  type PrometheusClient,
  type Sample,
} from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { describe, expect, it } from 'vitest';
import { ask } from '../src/demo/answer.ts';
import { parseOptions } from '../src/demo/options.ts';
import { table, wrap } from '../src/demo/report.ts';
import { childrenOf, survivors } from './orphans.ts';

const root = join(import.meta.dirname, '../../..');

function startDemo(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, ['tools/demo.mjs', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const closed = once(child, 'close') as Promise<[number | null]>;
  return {
    child,
    output: () => output,
    closed: async () => (await closed)[0],
    async says(text: string) {
      while (!output.includes(text)) {
        const ended = await Promise.race([
          closed,
          once(child.stdout, 'data').then(() => undefined),
        ]);
        if (ended !== undefined) throw new Error(`the demo ended before "${text}":\n${output}`);
      }
    },
  };
}

describe('the command line', () => {
  it.each([
    [[], {}],
    [['--once'], { once: true }],
    [['--rounds', '7', '--once'], { once: true, rounds: 7 }],
    [['--help'], { help: true }],
    [['--traces'], { traces: true }],
    [['--no-traces'], { traces: false }],
  ])('%j is understood', (args, options) => {
    const defaults = { once: false, help: false, rounds: 3, traces: undefined };
    expect(parseOptions(args)).toEqual({ ...defaults, ...options });
  });

  it.each([[['--twice']], [['--rounds', '1']], [['--rounds', 'many']], [['extra']]])(
    '%j is answered with the usage',
    (args) => {
      expect(() => parseOptions(args)).toThrow(/Usage: npm run demo/);
    },
  );

  it('prints the usage, and starts nothing', async () => {
    const demo = startDemo(['--help']);
    expect(await demo.closed()).toBe(0);
    expect(demo.output()).toMatch(/^Usage: npm run demo/);
    const wrong = startDemo(['--twice']);
    expect(await wrong.closed()).toBe(2);
  });
});

describe('without a Prometheus', () => {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const nowhere = {
    PATH: folders.filter((folder) => !existsSync(join(folder, 'prometheus'))).join(delimiter),
    OBS_BACKENDS: 'present',
    OBS_BACKENDS_CACHE: join(root, 'nowhere'),
  };

  it.each([
    ['with --once', ['--once'], {}],
    ['with CI=true', [], { CI: 'true' }],
  ])('the demo fails %s, and says how to get it', async (_, args, env) => {
    const demo = startDemo(args, { CI: '', ...nowhere, ...env });
    expect(await demo.closed()).toBe(1);
    expect(demo.output()).toContain('To get it: put prometheus and promtool on PATH');
    expect(demo.output()).not.toContain('starting the services');
  });
});

describe('an answer', () => {
  const answers = (result: readonly (readonly [labels: object, value: number])[]) =>
    ({
      query: async (promql: string) =>
        promql.startsWith('count(')
          ? promql.includes('there')
            ? [{ metric: {}, time: 0, value: 1 }]
            : []
          : result.map(([metric, value]) => ({ metric, time: 0, value }) as Sample),
    }) as unknown as PrometheusClient;

  it.each([
    ['one number', [[{}, 42]], '42'],
    [
      'equal numbers',
      [
        [{}, 1],
        [{}, 1],
      ],
      '2 series: 1',
    ],
    [
      'different numbers',
      [
        [{}, 0.123456],
        [{}, 7],
      ],
      '2 series: 0.1235 to 7',
    ],
    [
      'some that are none',
      [
        [{}, 0.5],
        [{}, Number.NaN],
      ],
      '2 series: 0.5, 1 NaN',
    ],
  ] as const)('is %s in a few words', async (_, result, text) => {
    expect(await ask(answers(result), 'is_there')).toEqual({ isAnswer: true, text });
  });

  it.each([
    [
      'no series',
      'rate(is_missing[5m]) / sum by (le) (is_there{x="is_there"})',
      [],
      /exposes is_missing$/,
    ],
    ['no series with these labels', 'is_there{x="y"}', [], /none with these labels/],
    ['only NaN', 'is_there / is_there', [[{}, Number.NaN]], /did not change/],
    ['only infinity', 'is_there / 0', [[{}, Number.POSITIVE_INFINITY]], /divided by 0/],
  ] as const)('is not %s, and the reason is told', async (_, promql, result, problem) => {
    const answer = await ask(answers(result), promql);
    expect(answer.isAnswer).toBe(false);
    expect(answer.problem).toMatch(problem);
  });

  it('is not an error, and the error is told', async () => {
    const broken = {
      query: () => Promise.reject(new Error('parse error')),
    } as unknown as PrometheusClient;
    expect(await ask(broken, 'sum(')).toMatchObject({ isAnswer: false, problem: 'parse error' });
  });
});

describe('the table', () => {
  it('fits into 120 columns, however long a query is', () => {
    const promql = `sum by (${'label, '.repeat(40)}x) (${'a'.repeat(200)}) / on (y) b`;
    const text = table(
      [{ job: 'j', target: 't', isUp: false, families: 0, series: 0, error: 'no '.repeat(60) }],
      [
        {
          query: { id: 'long', asked: promql, shipped: 'up' },
          asked: { isAnswer: false, text: 'empty' },
          shipped: { isAnswer: true, text: '1' },
        },
      ],
    );
    expect(text.split('\n').filter((line) => line.length > 120)).toEqual([]);
    expect(text).toContain('NO ANSWER: empty');
    expect(text).toContain('DOWN');
  });

  it('loses nothing of a query when it wraps', () => {
    const promql = 'sum by (a,b,c) (rate(some_family_total{x="y"}[5m])) / sum(other)';
    for (const length of [5, 12, 20, 200]) {
      const lines = wrap(promql, length);
      expect(lines.join('').replaceAll(' ', '')).toBe(promql.replaceAll(' ', ''));
      expect(lines.every((line) => line.length <= length)).toBe(true);
    }
  });
});

describeWithBackend('the demo', findPrometheus, () => {
  it('ends every process at Ctrl-C, and exits with 130', async () => {
    const demo = startDemo(['--no-traces']);
    await demo.says('targets are up');
    const pids = childrenOf(demo.child.pid as number);
    // Twelve services, Prometheus, a guard for either.
    expect(pids).toHaveLength(15);
    demo.child.kill('SIGINT');
    expect(await demo.closed()).toBe(130);
    expect(await survivors(pids, 1000)).toEqual([]);
  });

  it('answers every query with --once, and exits with 0', async () => {
    const demo = startDemo(['--once', '--rounds', '2', '--no-traces']);
    expect(await demo.closed(), demo.output()).toBe(0);
    expect(demo.output()).toMatch(/All 11 targets are up, all \d+ queries have an answer/);
  }, 180_000);
});
