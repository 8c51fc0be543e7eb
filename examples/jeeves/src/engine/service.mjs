import { EngineError } from './errors.mjs';
import { execute, recall } from './executions.mjs';
import * as pipelines from './pipelines.mjs';

const editorToken = process.env.EDITOR_TOKEN ?? 'editor';
const readerToken = process.env.READER_TOKEN ?? 'reader';

/** The methods of `EngineService` that are there; gRPC answers UNIMPLEMENTED for the others. */
export const service = {
  executePipeline(call, callback) {
    withSignal(call, (signal) => execute(call.request, signal)).then(
      (execution) => callback(null, execution),
      callback,
    );
  },

  streamPipeline(call) {
    withSignal(call, (signal) => execute(call.request, signal, (event) => call.write(event))).then(
      () => call.end(),
      (error) => call.emit('error', error),
    );
  },

  getExecution: answer(({ request }) => recall(request.executionId, request.after)),

  createPipeline: answer(({ request, metadata }) => {
    checkEditor(metadata);
    pipelines.create(withSettings(request));
    return { ...request, version: 1 };
  }),

  updatePipeline: answer(({ request, metadata }) => {
    checkEditor(metadata);
    pipelines.update(withSettings(request));
    return { ...request, version: request.version + 1 };
  }),

  deletePipeline: answer(({ request, metadata }) => {
    checkEditor(metadata);
    pipelines.remove(request.name);
    return { name: request.name };
  }),
};

/** A method without waiting. An error that is none of ours goes through: recovery is there for it. */
function answer(handler) {
  return (call, callback) => {
    let response;
    try {
      response = handler(call);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      callback(error);
      return;
    }
    callback(null, response);
  };
}

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
