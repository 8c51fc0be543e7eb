import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The Node that runs the applications; another version can be named to test on it. */
const node = process.env['OBS_TEST_NODE'] ?? process.execPath;
const folder = fileURLToPath(new URL('./fixtures/', import.meta.url));

/** Whether it runs TypeScript by itself (22.18 and later do). */
export const runsTypeScript =
  execFileSync(node, ['-p', 'process.features.typescript']).toString().trim() === 'strip';

/** What an application did until it ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  /** Lines on stderr that are not ours. */
  readonly stderr: string;
  /** Lines on stderr that are ours, without the `obs: ` before them. */
  readonly lines: readonly string[];
}

/** An application in a Node process of its own. */
export interface Application {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** The URL that it prints when it listens. */
  url(): Promise<string>;
  /** Our lines so far, once one of them matches. */
  lines(expected: RegExp): Promise<readonly string[]>;
  stop(): Promise<Ended>;
}

/** Runs Node with these arguments, in the folder of the fixtures unless another is given; `OBS_METRICS_PORT` is 0 unless given. */
export function application(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd: string = folder,
): Application {
  const child = spawn(node, [...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', OBS_METRICS_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  let look = () => {};
  child.stdout.on('data', (data) => {
    stdout += data;
    look();
  });
  child.stderr.on('data', (data) => {
    stderr += data;
    look();
  });
  const lines = () =>
    stderr
      .split('\n')
      .filter((line) => line.startsWith('obs: '))
      .map((line) => line.slice(5));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => {
      const others = stderr.split('\n').filter((line) => !line.startsWith('obs: '));
      resolve({ code, signal, stdout, stderr: others.join('\n'), lines: lines() });
    });
  });
  const wait = <T>(find: () => T | undefined) =>
    new Promise<T>((resolve, reject) => {
      const before = look;
      look = () => {
        before();
        const found = find();
        if (found !== undefined) resolve(found);
      };
      look();
      ended.then(() => reject(new Error(`ended too early: ${stdout}${stderr}`)));
    });
  return {
    child,
    ended,
    url: () => wait(() => /^(http:\S+)\n/m.exec(stdout)?.[1]),
    lines: (expected) =>
      wait(() => (lines().some((line) => expected.test(line)) ? lines() : undefined)),
    stop() {
      child.kill();
      return ended;
    },
  };
}

/** Where an application's start line says that its metrics are. */
export async function metricsUrl(app: Application): Promise<string> {
  const lines = await app.lines(/metrics on http/);
  return /metrics on (http:\S+?);?( |$)/.exec(lines.join(' '))?.[1] as string;
}

/** A series as text with its labels in one order, whatever order an exposition has. */
export function series(text: string): string {
  return text.replace(/\{(.*)\}$/, (_all, labels: string) => {
    const pairs = labels.match(/\w+="[^"]*"/g) ?? [];
    return `{${pairs.sort().join(',')}}`;
  });
}

/** Series and their values, each under the one text that it has. */
export function samplesOf(samples: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(samples).map(([text, value]) => [series(text), value]));
}

/** The samples of a scrape by their names and labels; comments are left out. */
export async function scrape(url: string): Promise<Record<string, number>> {
  const text = await (await fetch(url)).text();
  return Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const space = line.lastIndexOf(' ');
        return [series(line.slice(0, space)), Number(line.slice(space + 1))];
      }),
  );
}

/** Scrapes until a condition holds; the test's own timeout ends what never does. */
export async function scrapeUntil(
  url: string,
  condition: (samples: Record<string, number>) => boolean,
): Promise<Record<string, number>> {
  for (;;) {
    const samples = await scrape(url);
    if (condition(samples)) return samples;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The samples of some families. */
export function pick(samples: Record<string, number>, pattern: RegExp): Record<string, number> {
  return Object.fromEntries(Object.entries(samples).filter(([name]) => pattern.test(name)));
}
