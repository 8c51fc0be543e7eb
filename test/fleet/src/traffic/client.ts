import { once } from 'node:events';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';

/** An answer with its whole body. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}

/**
 * Sends requests with any method: `fetch` refuses TRACE and CONNECT. Connections are kept for the
 * next request, until `close()`.
 */
export class Client {
  readonly #agent = new Agent({ keepAlive: true });

  /** @param url where to; for CONNECT the server, and `target` is what is asked for. */
  async send(
    method: string,
    url: string,
    options: { body?: unknown; headers?: Readonly<Record<string, string>>; target?: string } = {},
  ): Promise<Answer> {
    const sent = this.#begin(method, url, options);
    // node:http reports the answer to CONNECT by an event of its own.
    const event = method === 'CONNECT' ? 'connect' : 'response';
    const [response] = (await once(sent, event)) as [IncomingMessage];
    const { statusCode: status = 0, headers } = response;
    if (method === 'CONNECT') {
      sent.destroy();
      return { status, body: '', headers };
    }
    let body = '';
    for await (const chunk of response.setEncoding('utf8')) body += chunk;
    return { status, body, headers };
  }

  /** Reads the first piece of an answer, then hangs up. */
  async hangUp(method: string, url: string, body: unknown): Promise<Answer> {
    const sent = this.#begin(method, url, { body });
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const [piece] = (await once(response.setEncoding('utf8'), 'data')) as [string];
    response.on('error', () => {});
    sent.destroy();
    return { status: response.statusCode ?? 0, body: piece, headers: response.headers };
  }

  close(): void {
    this.#agent.destroy();
  }

  #begin(
    method: string,
    url: string,
    {
      body,
      headers,
      target,
    }: { body?: unknown; headers?: Readonly<Record<string, string>>; target?: string },
  ): ClientRequest {
    const json = body === undefined ? undefined : JSON.stringify(body);
    const sent = request(url, {
      method,
      agent: this.#agent,
      ...(target === undefined ? {} : { path: target }),
      headers: {
        ...(json === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) }),
        ...headers,
      },
    });
    sent.end(json);
    return sent;
  }
}
