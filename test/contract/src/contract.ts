import { readdirSync, readFileSync } from 'node:fs';
import { isMap } from 'yaml';
import type { Reader } from './reader.ts';
import {
  ContractError,
  list,
  located,
  number,
  object,
  oneOf,
  readYaml,
  record,
  string,
} from './reader.ts';

/** The values of a label: all of them, or what they are. */
export type Label =
  | { readonly closed: readonly string[] }
  | { readonly open: string; readonly known?: readonly string[]; readonly default?: string };

/** One metric family; `contract/README.md` says what each field means. */
export interface Family {
  readonly name: string;
  readonly askedName?: string;
  readonly system: string;
  readonly section: number;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly kind: 'counter' | 'updowncounter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: Readonly<Record<string, Label>>;
  /** Finite upper bounds; absent unless this is a histogram that we expose. */
  readonly buckets?: readonly number[];
  /** Ids of the services that must expose it; empty when `observed`. */
  readonly services: readonly string[];
  readonly observed: boolean;
  readonly stability: 'stable' | 'deprecated';
  readonly aliasOf?: string;
  readonly optIn: boolean;
  readonly platform?: 'linux';
  readonly mayBeEmpty: boolean;
  readonly notes?: string;
  /** Where it is promised, as `file:line`. */
  readonly source: string;
}

export interface Job {
  readonly job: string;
  readonly service: string;
  readonly host?: string;
  readonly port: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly notes?: string;
  readonly source: string;
}

/** The scrape configuration of one request. */
export interface Scrape {
  readonly section: number;
  /** A Prometheus duration, such as `15s`. */
  readonly interval: string;
  readonly externalLabels: Readonly<Record<string, string>>;
  readonly retention?: string;
  readonly lifecycle?: true;
  readonly jobs: readonly Job[];
  readonly notes?: string;
}

export interface RecordingRule {
  readonly group: string;
  readonly record: string;
  readonly expr: string;
}

/** How an answer follows from the traffic; `exact` is one number, `interval` a range. */
export interface AnswerRule {
  readonly id: string;
  readonly kind: 'exact' | 'interval';
  readonly means: string;
}

export interface Query {
  readonly id: string;
  readonly section: number;
  readonly asked: string;
  readonly shipped: string;
  readonly expect: { readonly asked: AnswerRule; readonly shipped: AnswerRule };
  /** What of the traffic the rule is applied to. */
  readonly traffic: string;
  readonly notes?: string;
  readonly source: string;
}

export interface Contract {
  readonly families: readonly Family[];
  readonly scrapes: readonly Scrape[];
  readonly recordingRules: readonly RecordingRule[];
  readonly queries: readonly Query[];
  readonly answerRules: readonly AnswerRule[];
}

const closedLabel = object({ closed: list(string) });
const openLabel = object({ open: string }, { known: list(string), default: string });
const label: Reader<Label> = (node, place) => {
  const reader = isMap(node) && node.has('closed') ? closedLabel : openLabel;
  return reader(node, place);
};

const family = located(
  object(
    {
      name: string,
      type: oneOf('counter', 'gauge', 'histogram'),
      kind: oneOf('counter', 'updowncounter', 'gauge', 'histogram'),
      help: string,
      labels: record(label),
      stability: oneOf('stable', 'deprecated'),
    },
    {
      askedName: string,
      buckets: list(number),
      services: list(string),
      observed: oneOf(true),
      aliasOf: string,
      optIn: oneOf(true),
      platform: oneOf('linux'),
      mayBeEmpty: oneOf(true),
      notes: string,
    },
  ),
);
const familyFile = object({ system: string, section: number, families: list(family) });

const job = located(
  object(
    { job: string, service: string, port: number, labels: record(string) },
    { host: string, notes: string },
  ),
);
const scrapeFile = object({
  scrapes: list(
    object(
      { section: number, interval: string, externalLabels: record(string), jobs: list(job) },
      { retention: string, lifecycle: oneOf(true), notes: string },
    ),
  ),
});

const recordingRuleFile = object({
  groups: list(
    object(
      { name: string, rules: list(object({ record: string, expr: string })) },
      { interval: string },
    ),
  ),
});

const queryFile = object({
  rules: record(object({ kind: oneOf('exact', 'interval'), means: string })),
  queries: list(
    located(
      object(
        {
          id: string,
          section: number,
          asked: string,
          shipped: string,
          expect: object({ asked: string, shipped: string }),
          traffic: string,
        },
        { notes: string },
      ),
    ),
  ),
});

/** Reads the families of one system. @throws ContractError with file and line */
export function readFamilies(text: string, file: string): Family[] {
  const { system, section, families } = readYaml(text, file, familyFile);
  return families.map((entry) => ({
    ...entry,
    system,
    section,
    services: entry.services ?? [],
    observed: entry.observed ?? false,
    optIn: entry.optIn ?? false,
    mayBeEmpty: entry.mayBeEmpty ?? false,
  }));
}

/** Reads queries and the rules of their answers. @throws ContractError with file and line */
export function readQueries(
  text: string,
  file: string,
): { answerRules: AnswerRule[]; queries: Query[] } {
  const found = readYaml(text, file, queryFile);
  const rules = new Map(Object.entries(found.rules).map(([id, rule]) => [id, { id, ...rule }]));
  const rule = (id: string, query: { source: string }): AnswerRule => {
    const known = rules.get(id);
    if (known !== undefined) return known;
    throw new ContractError(
      `${query.source}: unknown rule "${id}"; known: ${[...rules.keys()].join(', ')}`,
    );
  };
  return {
    answerRules: [...rules.values()],
    queries: found.queries.map((query) => ({
      ...query,
      expect: {
        asked: rule(query.expect.asked, query),
        shipped: rule(query.expect.shipped, query),
      },
    })),
  };
}

const folder = new URL('../contract/', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, folder), 'utf8');

/** The recording rules as Prometheus loads them. */
export const recordingRulesFile = new URL('recording-rules.yaml', folder);

/**
 * Reads the whole contract from the folder `contract/`: a few milliseconds, nothing is cached.
 * @throws ContractError with file and line when a file is not what it must be
 */
export function loadContract(): Contract {
  const files = readdirSync(new URL('families/', folder)).sort();
  const { groups } = readYaml(
    read('recording-rules.yaml'),
    'recording-rules.yaml',
    recordingRuleFile,
  );
  return {
    families: files.flatMap((file) => readFamilies(read(`families/${file}`), `families/${file}`)),
    scrapes: readYaml(read('scrape.yaml'), 'scrape.yaml', scrapeFile).scrapes,
    recordingRules: groups.flatMap(({ name, rules }) =>
      rules.map((rule) => ({ group: name, ...rule })),
    ),
    ...readQueries(read('queries.yaml'), 'queries.yaml'),
  };
}

/**
 * The label sets under which a family must exist right after start, with the value 0.
 * Empty for gauges and histograms, and for a family with an open label that has no default.
 */
export function zeroSeries(family: Family): Record<string, string>[] {
  if (family.kind !== 'counter' && family.kind !== 'updowncounter') return [];
  if (family.observed || family.optIn) return [];
  let sets: Record<string, string>[] = [{}];
  for (const [name, values] of Object.entries(family.labels)) {
    const initial =
      'closed' in values ? values.closed : values.default === undefined ? [] : [values.default];
    sets = sets.flatMap((set) => initial.map((value) => ({ ...set, [name]: value })));
  }
  return sets;
}
