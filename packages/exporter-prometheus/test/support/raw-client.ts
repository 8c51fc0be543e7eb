import { connect, type Socket } from 'node:net';

/** A client that says what it likes, byte for byte, and reads when it likes. */
export class RawClient {
  readonly socket: Socket;
  #text = '';
  #closed = false;

  /** Reads at once, unless it is told to `wait`. */
  constructor(port: number, { wait = false } = {}) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('error', () => {});
    this.socket.on('close', () => {
      this.#closed = true;
    });
    if (wait) this.socket.pause();
    else this.read();
  }

  /** Starts to read, or goes on. */
  read(): void {
    this.socket.on('data', (data: Buffer) => {
      this.#text += data.toString('latin1');
    });
    this.socket.resume();
  }

  send(text: string): this {
    this.socket.write(text);
    return this;
  }

  /** Sends a GET. */
  get(path: string, headers: Readonly<Record<string, string>> = {}): this {
    return this.send(requestText(path, headers));
  }

  get text(): string {
    return this.#text;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** All that came, once the other side has closed the connection. */
  async end(): Promise<string> {
    if (!this.#closed) await new Promise((resolve) => this.socket.once('close', resolve));
    return this.#text;
  }

  destroy(): void {
    this.socket.destroy();
  }
}

export function requestText(path: string, headers: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries({ host: 'x', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return `${['GET', path, 'HTTP/1.1'].join(' ')}\r\n${lines.join('\r\n')}\r\n\r\n`;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Reads the responses that are there, one after the other. Throws for one that ends early. `bodiless`
 * are those to HEAD.
 */
export function responsesIn(text: string, { bodiless = false } = {}): RawResponse[] {
  const found: RawResponse[] = [];
  let rest = text;
  while (rest !== '') {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) throw new Error(`no end of headers: ${rest.slice(0, 200)}`);
    const [first = '', ...lines] = rest.slice(0, end).split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    rest = rest.slice(end + 4);
    let body = '';
    if (bodiless) body = '';
    else if (headers['transfer-encoding'] === 'chunked') [body, rest] = dechunked(rest);
    else {
      const length = Number(headers['content-length'] ?? rest.length);
      if (rest.length < length) throw new Error('the body ends early');
      [body, rest] = [rest.slice(0, length), rest.slice(length)];
    }
    found.push({ status: Number(first.split(' ')[1]), headers, body });
  }
  return found;
}

function dechunked(text: string): [body: string, rest: string] {
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    const line = text.indexOf('\r\n', at);
    if (line < 0) throw new Error('the body ends early');
    const size = Number.parseInt(text.slice(at, line), 16);
    const start = line + 2;
    if (size === 0) return [parts.join(''), text.slice(start + 2)];
    if (text.length < start + size + 2) throw new Error('the body ends early');
    parts.push(text.slice(start, start + size));
    at = start + size + 2;
  }
}
