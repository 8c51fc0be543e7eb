import { performance } from 'node:perf_hooks';
import type { Claim } from '../claim.js';
import type { ServerCallLike } from '../grpc-module.js';
import type { Method, Methods } from '../recorder.js';
import type { StatusCode } from '../status.js';
import { CallEnd, innermostCall } from './call-end.js';

class RecordedCall extends CallEnd {
  readonly #method: Method;
  readonly #fail: (error: unknown) => void;
  readonly #begun = performance.now();

  constructor(call: ServerCallLike, method: Method, fail: (error: unknown) => void) {
    super(call);
    this.#method = method;
    this.#fail = fail;
  }

  protected override ended(code: StatusCode): void {
    try {
      this.#method.record(code, (performance.now() - this.#begun) / 1000);
    } catch (error) {
      this.#fail(error);
    }
  }
}

/** Records a server call when it ends, unless another recorder does. */
export function recordServerCall(
  path: string,
  call: ServerCallLike,
  methods: Methods,
  claim: Claim,
  fail: (error: unknown) => void,
): void {
  const innermost = innermostCall(call);
  if (claim.take(innermost)) new RecordedCall(innermost, methods.get(path), fail);
}
