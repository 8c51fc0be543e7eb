import { readFileSync } from 'node:fs';

const read = (name: string) =>
  readFileSync(new URL(`../fixtures/localhost-${name}.pem`, import.meta.url), 'utf8');

/** A key and a certificate for localhost that has signed itself. Nothing else trusts it. */
export const certificate = { key: read('key'), cert: read('cert') };
