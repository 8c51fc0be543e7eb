import type { SecureContextOptions, TlsOptions } from 'node:tls';
import { Secret, type SecretSource } from './secret.js';

/** TLS for a server; each part is PEM text, or where to find it. Files are read again on change. */
export interface ServerTlsOptions {
  readonly cert: SecretSource;
  readonly key: SecretSource;
  /** Certificates that clients' certificates are checked against. Required for mutual TLS. */
  readonly ca?: SecretSource;
  /** True: a client without a certificate that `ca` vouches for is turned away. Default: with `ca`, true. */
  readonly requireClientCertificate?: boolean;
}

/** Certificates that follow their files. Throws as `Secret` does. */
export class Certificates {
  readonly #parts: { cert: Secret; key: Secret; ca?: Secret };
  readonly #requireClient: boolean;

  constructor({ cert, key, ca, requireClientCertificate }: ServerTlsOptions) {
    this.#parts = {
      cert: new Secret(cert),
      key: new Secret(key),
      ...(ca === undefined ? {} : { ca: new Secret(ca) }),
    };
    this.#requireClient = requireClientCertificate ?? ca !== undefined;
  }

  get options(): TlsOptions {
    return {
      ...this.context,
      minVersion: 'TLSv1.2',
      requestCert: this.#requireClient,
      rejectUnauthorized: this.#requireClient,
    };
  }

  get context(): SecureContextOptions {
    const { cert, key, ca } = this.#parts;
    return { cert: cert.value, key: key.value, ...(ca ? { ca: ca.value } : {}) };
  }

  /** True when a file has changed since the last look. */
  refresh(): boolean {
    const { cert, key, ca } = this.#parts;
    const changed = [cert.refresh(), key.refresh(), ca?.refresh() ?? false];
    return changed.includes(true);
  }
}
