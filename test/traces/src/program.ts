import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A process that a test started, and what it wrote. */
export interface Program {
  /** stdout and stderr so far. */
  text(): string;
  /** Waits for this in its output. Rejects, with the output, when it ends without. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** Sends a signal and waits for the end. @returns the signal that ended it, or its exit code */
  end(signal: NodeJS.Signals): Promise<NodeJS.Signals | number | null>;
}

/** @param env its environment besides PATH. */
export function startProgram(
  command: string,
  args: readonly string[],
  { env, cwd }: { readonly env: Readonly<Record<string, string>>; readonly cwd: string },
): Program {
  const child = spawn(command, args, {
    env: { PATH: process.env['PATH'], ...env },
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const output = collect(child);
  return {
    ...output,
    async end(signal) {
      child.kill(signal);
      const [code, by] = await closed;
      return by ?? code;
    },
  };
}

function collect(child: ChildProcess): Pick<Program, 'text' | 'says'> {
  let text = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      for (const listener of listeners) listener();
    });
  }
  return {
    text: () => text,
    says(pattern) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(text);
          if (found === null) return;
          listeners.delete(look);
          resolve(found);
        };
        listeners.add(look);
        child.on('close', () => {
          look();
          reject(new Error(`it ended without ${pattern}:\n${text}`));
        });
        look();
      });
    },
  };
}
