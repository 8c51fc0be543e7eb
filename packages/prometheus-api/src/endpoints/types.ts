/** A request, as much of it as a handler may know. Header names are in lower case. */
export interface HandlerRequest {
  readonly method: string;
  /** Path and query, as in the request line; a whole URL is taken too. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Reads the body as text; called at most once, and for POST to the proxy only. */
  readonly body?: () => Promise<string>;
}

/** An answer. Header names are in lower case. `body` must not be changed: it is kept and shared. */
export interface HandlerResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
}

/** Answers a request, or gives undefined when the path is somebody else's. Never rejects. */
export type Handler = (request: HandlerRequest) => Promise<HandlerResponse | undefined>;

export const contentTypes = {
  json: 'application/json; charset=utf-8',
  text: 'text/plain; version=0.0.4; charset=utf-8',
  markdown: 'text/markdown; charset=utf-8',
} as const;

/** An answer of JSON. */
export function jsonResponse(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): HandlerResponse {
  return bytesResponse(status, contentTypes.json, Buffer.from(JSON.stringify(value)), headers);
}

export function bytesResponse(
  status: number,
  contentType: string,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): HandlerResponse {
  return {
    status,
    headers: {
      'content-type': contentType,
      'content-length': String(body.byteLength),
      ...headers,
    },
    body,
  };
}
