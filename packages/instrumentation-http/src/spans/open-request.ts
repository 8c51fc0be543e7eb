import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context, Span } from '@opentelemetry/api';

/** A request in flight and its span. */
export interface OpenRequest {
  readonly span: Span;
  /** The context in which the span is the active one. */
  readonly context: Context;
  readonly request: IncomingMessage;
  /** The request target as it came; middleware may rewrite `request.url` later. */
  readonly target: string;
  /** The one listener of the response's `finish` before the application has the response: Node's own. */
  nodeFinish?: unknown;
}

type Message = IncomingMessage | ServerResponse;

class Same {
  constructor(message: object) {
    // biome-ignore lint/correctness/noConstructorReturn: private fields go to what is returned.
    return message;
  }
}

/**
 * Keeps an open request with a message, as a private field of the message itself: nobody sees it, not
 * even who prints the message, and it costs a tenth of a WeakMap.
 */
class Holder extends Same {
  #open: OpenRequest | undefined;

  constructor(message: Message, open: OpenRequest) {
    super(message);
    this.#open = open;
  }

  static of(message: object): OpenRequest | undefined {
    return #open in message ? message.#open : undefined;
  }

  static has(message: object): boolean {
    return #open in message;
  }
}

/** Keeps an open request with its request or its response, once. */
export function holdOpen(message: Message, open: OpenRequest): void {
  if (!Holder.has(message)) new Holder(message, open);
}

/** The open request of a request or a response; undefined for those of clients, and for ignored ones. */
export function openRequestOf(message: object): OpenRequest | undefined {
  return Holder.of(message);
}
