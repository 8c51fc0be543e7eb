// Shared by the engine (ESM), the gateway (TypeScript) and the orchestrator (CommonJS).
const { join } = require('node:path');
const grpc = require('@grpc/grpc-js');
const { loadSync } = require('@grpc/proto-loader');

const definition = loadSync(join(__dirname, 'engine.proto'), { defaults: true });
const { EngineService } = grpc.loadPackageDefinition(definition).engine.v1;

/** A client of the engine, with a promise for each unary method. */
class EngineClient {
  #client;

  /** @param {string} address host:port */
  constructor(address) {
    this.#client = new EngineService(address, grpc.credentials.createInsecure());
  }

  /**
   * @param {string} method such as `executePipeline`
   * @param {object} request
   * @param {{ authorization?: string | undefined, signal?: AbortSignal }} [options] `signal`
   *   cancels the call
   * @returns {Promise<any>} rejects with the gRPC status as `code`
   */
  call(method, request, { authorization, signal } = {}) {
    return new Promise((resolve, reject) => {
      const call = this.#client[method](request, metadata(authorization), (error, response) =>
        error ? reject(error) : resolve(response),
      );
      if (signal?.aborted) call.cancel();
      signal?.addEventListener('abort', () => call.cancel(), { once: true });
    });
  }

  /** Events as they come. Destroying the stream cancels the call. */
  stream(request) {
    return this.#client.streamPipeline(request);
  }

  close() {
    this.#client.close();
  }
}

function metadata(authorization) {
  const entries = new grpc.Metadata();
  if (authorization !== undefined) entries.set('authorization', authorization);
  return entries;
}

module.exports = { EngineClient, EngineService, status: grpc.status };
