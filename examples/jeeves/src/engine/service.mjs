import { EngineError } from './errors.mjs';
import { execute, recall } from './executions.mjs';
import * as pipelines from './pipelines.mjs';

const editorToken = process.env.EDITOR_TOKEN ?? 'editor';
const readerToken = process.env.READER_TOKEN ?? 'reader';

/**
 * The methods of `EngineService` that are there; gRPC answers UNIMPLEMENTED for the others. What they
 * throw or reject with is the caller's status, or INTERNAL when it is no EngineError.
 */
export const service = {
  async executePipeline(call, callback) {
    callback(null, await withSignal(call, (signal) => execute(call.request, signal)));
  },

  async streamPipeline(call) {
    await withSignal(call, (signal) => execute(call.request, signal, (event) => call.write(event)));
    call.end();
  },

  getExecution({ request }, callback) {
    callback(null, recall(request.executionId, request.after));
  },

  createPipeline({ request, metadata }, callback) {
    checkEditor(metadata);
    pipelines.create(withSettings(request));
    callback(null, { ...request, version: 1 });
  },

  updatePipeline({ request, metadata }, callback) {
    checkEditor(metadata);
    pipelines.update(withSettings(request));
    callback(null, { ...request, version: request.version + 1 });
  },

  deletePipeline({ request, metadata }, callback) {
    checkEditor(metadata);
    pipelines.remove(request.name);
    callback(null, { name: request.name });
  },
};

/** Work that ends when the caller hangs up, or when the time is over that the caller gave. */
async function withSignal(call, work) {
  const { timeoutMillis } = call.request;
  const abort = new AbortController();
  call.on('cancelled', () => abort.abort(new EngineError('CANCELLED', 'the caller hung up')));
  const timer =
    timeoutMillis > 0
      ? setTimeout(
          () => abort.abort(new EngineError('DEADLINE_EXCEEDED', `${timeoutMillis} ms are over`)),
          timeoutMillis,
        )
      : undefined;
  try {
    return await work(abort.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** @throws EngineError */
function checkEditor(metadata) {
  const token = String(metadata.get('authorization')[0] ?? '').replace(/^Bearer /, '');
  if (token === editorToken) return;
  if (token === readerToken) throw new EngineError('PERMISSION_DENIED', 'readers only read');
  throw new EngineError('UNAUTHENTICATED', 'say who you are');
}

function withSettings({ settingsJson, ...pipeline }) {
  return { ...pipeline, settings: settingsJson === '' ? {} : JSON.parse(settingsJson) };
}
