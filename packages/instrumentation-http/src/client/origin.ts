import { KeptSeries } from '../series.js';

/** The address of all servers past the limit. */
export const otherAddress = '_OTHER';

/** A server that requests go to, with the series that were recorded under it. */
export class Origin {
  readonly secure: boolean;
  readonly address: string;
  /** Left out for Unix sockets, and for what is past the limit. */
  readonly port: number | undefined;
  readonly series = new KeptSeries();

  constructor(secure: boolean, address: string, port: number | undefined) {
    this.secure = secure;
    this.address = address;
    this.port = port;
  }
}

/** Every server that one instrumentation records, within a limit. */
export class OriginTable {
  readonly #limit: number;
  readonly #origins = new Map<string, Origin>();
  readonly #urls = new Map<string, Origin>();
  readonly #others = [
    new Origin(false, otherAddress, undefined),
    new Origin(true, otherAddress, undefined),
  ];

  constructor(limit: number) {
    this.#limit = limit;
  }

  find(secure: boolean, address: string, port: number | undefined): Origin {
    const key = `${secure ? 's' : ''}:${address}:${port}`;
    const known = this.#origins.get(key);
    if (known !== undefined) return known;
    if (this.#origins.size >= this.#limit) return this.#others[secure ? 1 : 0] as Origin;
    const origin = new Origin(secure, address.toLowerCase(), port);
    this.#origins.set(key, origin);
    return origin;
  }

  /** The server of a URL's origin: `https://example.org:8443`. */
  ofUrl(url: string): Origin {
    const known = this.#urls.get(url);
    if (known !== undefined) return known;
    const { protocol, hostname, port } = new URL(url);
    const secure = protocol === 'https:' || protocol === 'wss:';
    const address = hostname.replace(/^\[(.*)\]$/, '$1');
    const origin = this.find(secure, address, port === '' ? (secure ? 443 : 80) : Number(port));
    if (this.#urls.size < this.#limit) this.#urls.set(url, origin);
    return origin;
  }
}
