import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compose } from '@obs-test/backends';
import { parse } from 'yaml';

/** `examples/collector`. */
export const folder = join(import.meta.dirname, '../../../examples/collector');

export const file = (name: string) => join(folder, name);
export const text = (name: string) => readFileSync(file(name), 'utf8');

/** A YAML or JSON file of the example. */
export function load<T = Tree>(name: string): T {
  return parse(text(name)) as T;
}

// biome-ignore lint/suspicious/noExplicitAny: configurations of six programs, each with its own shape
export type Tree = any;

/** The part of Compose's model that is looked at. */
export interface Model {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

export interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly {
    readonly host_ip?: string;
    readonly published: string;
    readonly target: number;
  }[];
  readonly volumes?: readonly {
    readonly type: 'bind' | 'volume';
    readonly source: string;
    readonly target: string;
    readonly read_only?: boolean;
  }[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly restart?: string;
}

/**
 * The model that Compose makes of `compose.yaml` when nothing is set in the environment.
 *
 * @throws with the loader's words when the file is not valid
 */
export async function model(): Promise<Model> {
  const { path } = await compose();
  const args = ['-format', 'json', file('compose.yaml')];
  const { stdout } = await promisify(execFile)(path, args, { cwd: folder });
  return JSON.parse(stdout) as Model;
}

/** `${env:NAME:-default}` of a configuration of the Collector or of Jaeger, by name. */
export function variables(name: string): Record<string, string> {
  const found = text(name).matchAll(/\$\{env:(\w+):-([^}]*)\}/g);
  return Object.fromEntries([...found].map(([, variable, value]) => [variable!, value!]));
}

/** A configuration of the Collector or of Jaeger with the defaults in it. */
export function withDefaults(name: string): Tree {
  return parse(text(name).replace(/\$\{env:\w+:-([^}]*)\}/g, '$1'));
}
