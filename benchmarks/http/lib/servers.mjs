import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';

/** Whether programs can be kept to a processor: two that share one measure each other. */
const pins = availableParallelism() > 1 && has('taskset');

// What is started is killed at the exit: without one, Ctrl-C would leave a load that is just stopped.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/** Runs a program on one processor; on any where the machine has no taskset, or one processor. */
export function spawnOn(processor, command, args, options) {
  return pins
    ? spawn('taskset', ['-c', String(processor), command, ...args], options)
    : spawn(command, args, options);
}

/** Keeps a running program, all its threads and the programs that it has started, to one processor. */
export function keepOn(processor, pid) {
  if (!pins) return;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  for (const one of [pid, ...children.split(' ').filter(Boolean)]) {
    execFileSync('taskset', ['-a', '-c', '-p', String(processor), String(one)]);
  }
}

/**
 * Starts a Node program that prints its port first.
 *
 * @param {string} file
 * @param {{ args?: string[], env?: Record<string, string>, processor?: number }} options
 */
export async function startServer(file, { args = [], env = {}, processor = 0 } = {}) {
  const child = spawnOn(processor, process.execPath, [...args, file], {
    cwd: import.meta.dirname,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let stderr = '';
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'close');
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const [port] = await Promise.race([
    once(lines, 'line'),
    ended.then(() => {
      throw new Error(`${file} ended: ${stderr}`);
    }),
  ]);
  return {
    pid: child.pid,
    url: `http://127.0.0.1:${port}`,
    /** What it has answered so far, of those in ../apps. @returns {Promise<{ requests, micros }>} */
    ask: async () => {
      child.send('requests');
      const [answer] = await Promise.race([
        once(child, 'message'),
        ended.then(() => {
          throw new Error(`${file} ended: ${stderr}`);
        }),
      ]);
      return answer;
    },
    stop: async () => {
      process.off('exit', kill);
      kill();
      await ended;
    },
  };
}

/**
 * Processor time of a process and its threads so far, in microseconds, as Linux tells it in ticks of
 * 10 ms; undefined elsewhere. A busy machine disturbs it less than it disturbs requests a second.
 */
export function processorMicros(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10_000;
  } catch {
    return undefined;
  }
}

function has(command) {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
