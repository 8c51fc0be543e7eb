import { status } from '@grpc/grpc-js';

/** A failure that callers get as a gRPC status of its own. Any other error is `UNKNOWN` to them. */
export class EngineError extends Error {
  /** @param {keyof typeof status} code */
  constructor(code, message, options) {
    super(message, options);
    this.code = status[code];
  }
}
