import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** What a process prints, and how it ends. */
export interface Output {
  text(): { readonly stdout: string; readonly stderr: string };
  readonly ended: Promise<[number | null, NodeJS.Signals | null]>;
}

export function listen(child: ChildProcess): Output {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  return { text: () => ({ stdout, stderr }), ended };
}

/** The lines of a text on stderr that are of @obs/auto, and all others. */
export function oursAndOthers(stderr: string): { ours: string[]; others: string[] } {
  const lines = stderr.split('\n');
  const isOurs = (line: string) => line.startsWith('obs: ');
  return { ours: lines.filter(isOurs), others: lines.filter((line) => !isOurs(line)) };
}
