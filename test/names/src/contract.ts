import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A family of the contract, with what a catalog says of it too. */
export interface ContractFamily {
  readonly name: string;
  readonly kind: string;
  readonly help: string;
  readonly stability: string;
  /** All values of a closed label; the default, or `open`, of an open one. */
  readonly labels: Readonly<Record<string, string | readonly string[]>>;
  readonly buckets: readonly number[];
  readonly observed: boolean;
}

interface Written {
  readonly name: string;
  readonly kind: string;
  readonly help: string;
  readonly stability: string;
  readonly labels: Readonly<Record<string, { closed?: string[]; default?: string }>>;
  readonly buckets?: number[];
  readonly observed?: boolean;
}

const folder = new URL('../../contract/contract/families/', import.meta.url);

/** Every family of every file; `test/contract` checks the files themselves. */
export function contractFamilies(): ContractFamily[] {
  return readdirSync(folder).flatMap((file) => {
    const { families } = parse(readFileSync(new URL(file, folder), 'utf8')) as {
      families: Written[];
    };
    return families.map(({ name, kind, help, stability, labels, buckets = [], observed }) => ({
      name,
      kind,
      help,
      stability,
      labels: Object.fromEntries(
        Object.entries(labels).map(([key, label]) => [
          key,
          label.closed ?? label.default ?? 'open',
        ]),
      ),
      buckets,
      observed: observed ?? false,
    }));
  });
}
