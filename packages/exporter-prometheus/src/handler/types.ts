/** A request, as much of it as a handler may know. Header names are in lower case. */
export interface HandlerRequest {
  readonly method: string;
  /** Path and query, as in the request line; a whole URL is taken too. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * An answer. Header names are in lower case. Chunks of `body` belong to whoever iterates; who stops
 * early calls `return()` on the iterator (`for await` does).
 */
export interface HandlerResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: AsyncIterable<Uint8Array> | Uint8Array | null;
  /** Aborted when the answer is no longer worth sending: whoever sends it closes the connection. */
  readonly signal?: AbortSignal;
}

/** Answers a request. Never rejects: a failure is an answer too. */
export type Handler = (request: HandlerRequest) => Promise<HandlerResponse>;

/** An answer of plain text. */
export function textResponse(
  status: number,
  text: string,
  headers: Record<string, string> = {},
): HandlerResponse {
  const body = Buffer.from(text);
  return {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-length': String(body.length),
      ...headers,
    },
    body,
  };
}

/** One header's value; several of one name are joined with a comma. */
export function headerOf(request: HandlerRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
