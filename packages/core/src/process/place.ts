import type { Cluster } from 'node:cluster';

/** What a process or thread is among those of its application. */
export interface ProcessPlace {
  readonly role: 'process' | 'cluster worker' | 'worker thread';
  /** Number of the worker in its cluster, or of the thread in its process; undefined for a process. */
  readonly id: number | undefined;
}

/**
 * Asks Node, which takes a millisecond for the modules it needs: for messages and for whoever puts
 * processes together, never at the start.
 */
export function processPlace(): ProcessPlace {
  // Node before 20.16 cannot give a module without an import.
  const builtin = process.getBuiltinModule as typeof process.getBuiltinModule | undefined;
  const threads = builtin?.('node:worker_threads');
  if (threads?.isMainThread === false) return { role: 'worker thread', id: threads.threadId };
  // A worker of a cluster always has a channel to its primary.
  const cluster = process.channel ? builtin?.('node:cluster') : undefined;
  const worker = (cluster as Cluster | undefined)?.worker;
  if (worker !== undefined) return { role: 'cluster worker', id: worker.id };
  return { role: 'process', id: undefined };
}

/** What to do about a port that is taken, where it is not simply another program's. */
export function portAdvice({ role, id }: ProcessPlace): string | undefined {
  if (role === 'process') return undefined;
  return (
    `This is ${role} ${id}, and each has metrics of its own: let each push them ` +
    '(OTEL_METRICS_EXPORTER=otlp), or choose a port for each (OBS_METRICS_PORT=0 takes a free one).'
  );
}
