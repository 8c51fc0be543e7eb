import { ownFile } from './own-file.js';

/** What an official exporter is to send when the process ends at once. */
export interface LastExport {
  /** Package or file of the exporter, as `require` takes it from {@link ownFile}. */
  readonly module: string;
  readonly exporter: 'OTLPMetricExporter' | 'OTLPTraceExporter';
  /** What its `export()` takes, of values that can be cloned. */
  readonly items: unknown;
}

/** How it ended, and why it failed. */
export type LastOutcome =
  | { readonly state: 'sent' | 'late' }
  | { readonly state: 'failed'; readonly reason: string };

const sent = 1;
const failed = 2;
const longestReason = 300;

/**
 * Sends in this call: at `exit` nothing that is asynchronous runs any more in this thread, so a
 * worker thread sends while this one waits. It takes about 50 ms, most of it to start the thread, and
 * never longer than the timeout.
 *
 * A worker, and not a child process: it is as fast, it needs no second executable (a bundled or
 * embedded Node has none), and it ends with the process.
 */
export function exportNow(exports: readonly LastExport[], timeoutMillis: number): LastOutcome {
  // Not imported: loading it takes 1 to 3 ms, which every start would pay.
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const outcome = new Int32Array(new SharedArrayBuffer(8));
  const text = new Uint8Array(new SharedArrayBuffer(longestReason));
  // What the application is preloaded with must not be loaded again for this.
  const { NODE_OPTIONS: _preloads, ...env } = process.env;
  const worker = new Worker(program, {
    eval: true,
    execArgv: [],
    env,
    workerData: { outcome, text, base: ownFile, exports, timeoutMillis },
  });
  // Nobody listens at exit; without a listener it would be thrown.
  worker.on('error', () => {});
  const woken = Atomics.wait(outcome, 0, 0, timeoutMillis);
  if (woken === 'timed-out') return { state: 'late' };
  if (Atomics.load(outcome, 0) === sent) return { state: 'sent' };
  const reason = Buffer.from(text.slice(0, Atomics.load(outcome, 1))).toString();
  return { state: 'failed', reason };
}

// Text and not a file: a file of its own would have to be found from three builds. The exporters are
// the official ones, made anew from the environment, so endpoint, headers, TLS and compression are
// those of every other export. A connection that fails ends it: their retries wait for a second and
// more, in which the application would not end.
const program = `
const { createRequire } = require('node:module');
const { subscribe } = require('node:diagnostics_channel');
const { outcome, text, base, exports: wanted, timeoutMillis } = require('node:worker_threads').workerData;

const load = createRequire(base);
const broken = new Promise((_, reject) => {
  subscribe('http.client.request.error', ({ error }) => reject(error));
});
const send = async ({ module, exporter, items }) => {
  const made = new (load(module)[exporter])({ timeoutMillis });
  const revived = Array.isArray(items) ? items.map(withContext) : items;
  const { code, error } = await new Promise((resolve) => made.export(revived, resolve));
  if (code !== 0) throw error ?? new Error('no reason was given');
};
const context = (given) =>
  given && { ...given, traceState: given.traceState && { serialize: () => given.traceState } };
const withContext = (span) => ({
  ...span,
  spanContext: () => context(span.context),
  parentSpanContext: context(span.parentSpanContext),
  links: span.links.map((link) => ({ ...link, context: context(link.context) })),
});
const tell = (state, reason = '') => {
  Atomics.store(outcome, 1, new TextEncoder().encodeInto(reason, text).written);
  Atomics.store(outcome, 0, state);
  Atomics.notify(outcome, 0);
};
Promise.race([broken, Promise.all(wanted.map(send))]).then(
  () => tell(${sent}),
  (error) => tell(${failed}, String(error?.message || error?.code || error)),
);
`;
