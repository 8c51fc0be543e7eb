import { describe, expect, it } from 'vitest';
import { type Family, loadContract, zeroSeries } from '../src/contract.ts';
import { readPromql, type Selector } from './promql.ts';

const { families, scrapes, recordingRules, queries, answerRules } = loadContract();
const jobs = scrapes.flatMap((scrape) => scrape.jobs);
const sectionsOf = (entries: readonly { section: number }[]) =>
  [...new Set(entries.map(({ section }) => section))].sort();
const duplicates = (values: readonly string[]) =>
  values.filter((value, index) => values.indexOf(value) !== index);
const each = (list: readonly Family[]) => list.map((entry) => [entry.name, entry] as const);

describe('the copy as a whole', () => {
  it('has families, jobs and queries of every request that asks for them', () => {
    expect(sectionsOf(families)).toEqual([1, 2, 3, 4, 5]);
    expect(sectionsOf(scrapes)).toEqual([1, 2, 3, 5]);
    expect(sectionsOf(queries)).toEqual([1, 2, 3, 5]);
  });

  it('promises nothing twice', () => {
    expect(duplicates(families.map(({ name }) => name))).toEqual([]);
    expect(duplicates(queries.map(({ id }) => id))).toEqual([]);
    expect(duplicates(recordingRules.map(({ record }) => record))).toEqual([]);
    for (const scrape of scrapes) {
      expect(duplicates(scrape.jobs.map(({ job }) => job))).toEqual([]);
      expect(duplicates(scrape.jobs.map(({ service }) => service))).toEqual([]);
    }
  });

  it('gives no two families a sample of the same name', () => {
    const samples = families.flatMap(({ name, type }) =>
      type === 'histogram' ? [name, `${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    );
    expect(duplicates([...samples, ...recordingRules.map(({ record }) => record)])).toEqual([]);
  });

  it('uses every rule of an answer', () => {
    const used = new Set(queries.flatMap(({ expect: { asked, shipped } }) => [asked, shipped]));
    expect(answerRules.filter((rule) => !used.has(rule))).toEqual([]);
  });
});

describe.each(each(families))('%s', (_name, family) => {
  it('has legal names', () => {
    expect(family.name).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
    for (const label of Object.keys(family.labels)) {
      expect(label).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(['le', 'quantile', 'job', 'instance']).not.toContain(label);
    }
  });

  it('has the type that follows from its kind, and a name that follows from its type', () => {
    expect(family.type).toBe(family.kind === 'updowncounter' ? 'gauge' : family.kind);
    if (family.type === 'counter') expect(family.name).toMatch(/_total$/);
    if (family.type === 'histogram') expect(family.name).toMatch(/_seconds$/);
  });

  it('is helped by a sentence', () => {
    expect(family.help).toMatch(/^\S.*\.$/);
    expect(family.help).not.toMatch(/[\n\\]/);
    // The texts of prom-client are its own.
    if (family.system !== 'process') expect(family.help.length).toBeLessThanOrEqual(100);
  });

  it('has distinct values in every label', () => {
    for (const label of Object.values(family.labels)) {
      const values = 'closed' in label ? label.closed : (label.known ?? []);
      expect(duplicates(values)).toEqual([]);
    }
  });

  it('has sorted buckets if it is a histogram of ours, and none otherwise', () => {
    expect(family.buckets !== undefined).toBe(family.type === 'histogram' && !family.observed);
    const buckets = family.buckets ?? [];
    expect(buckets).toEqual([...new Set(buckets)].sort((a, b) => a - b));
    for (const bound of buckets) expect(bound).toBeGreaterThan(0);
  });

  it('is exposed by services that are scraped, unless it is observed', () => {
    if (family.observed) expect(family.services).toEqual([]);
    else expect(family.services).not.toEqual([]);
    expect(duplicates(family.services)).toEqual([]);
    for (const service of family.services) {
      expect(jobs.map((job) => job.service)).toContain(service);
    }
  });

  it('has no label that its target has too', () => {
    const targets = jobs.filter(({ service }) => family.services.includes(service));
    const taken = targets.flatMap(({ labels }) => Object.keys(labels));
    expect(Object.keys(family.labels).filter((label) => taken.includes(label))).toEqual([]);
  });
});

describe('other names', () => {
  it.each(each(families.filter(({ aliasOf }) => aliasOf !== undefined)))(
    '%s is the family it is an alias of, deprecated and off',
    (_name, alias) => {
      const original = families.find(({ name }) => name === alias.aliasOf);
      const { type, kind, labels, buckets, services } = alias;
      expect(original).toMatchObject({ type, kind, labels, services, stability: 'stable' });
      expect(original?.buckets).toEqual(buckets);
      expect(alias).toMatchObject({ stability: 'deprecated', optIn: true });
    },
  );

  it.each(each(families.filter(({ askedName }) => askedName !== undefined)))(
    '%s is published under the name that was asked for',
    (name, { askedName }) => {
      expect(recordingRules).toContainEqual(
        expect.objectContaining({ record: askedName, expr: name }),
      );
    },
  );

  it('records no name that nobody asked for', () => {
    expect(recordingRules.map(({ record }) => record).sort()).toEqual(
      families.flatMap(({ askedName }) => askedName ?? []).sort(),
    );
  });
});

describe('zero series', () => {
  const zeros = (name: string) => zeroSeries(families.find((family) => family.name === name)!);

  it.each([
    ['governance_deliberation_total', 1, 'no labels'],
    ['executive_analysis_total', 3, 'one closed label'],
    ['aoss_active_executions', 4, 'an updowncounter'],
    ['aoss_executions_total', 4, 'a closed label and a default'],
    ['aoss_executions_completed_total', 8, 'two closed labels and a default'],
    ['jeeves_pipeline_executions_total', 0, 'an open label'],
    ['governance_deliberation_duration_seconds', 0, 'a histogram'],
    ['executive_consensus_score', 0, 'a gauge'],
    ['fastapi_exceptions_total', 0, 'a family of an observed backend'],
  ])('%s: %i (%s)', (name, count) => expect(zeros(name)).toHaveLength(count));

  it('carry every label of the family', () => {
    expect(zeros('aoss_executions_completed_total')[1]).toEqual({
      agent_type: 'general',
      server_tag: 'unknown',
      status: 'Failed',
    });
  });
});

describe('scrape jobs', () => {
  it.each(scrapes.map((scrape) => [scrape.section, scrape] as const))(
    'of section %i are legal',
    (_section, scrape) => {
      expect(scrape.interval).toMatch(/^\d+[smh]$/);
      for (const { job, port, labels } of scrape.jobs) {
        expect(job).toMatch(/^[a-z]+(-[a-z]+)*$/);
        expect(Number.isInteger(port) && port > 0 && port < 65536).toBe(true);
        for (const label of Object.keys({ ...labels, ...scrape.externalLabels })) {
          expect(label).toMatch(/^[a-z]+(_[a-z]+)*$/);
        }
      }
    },
  );

  it('leave out no service that exposes a family, and add none but Prometheus', () => {
    const exposing = new Set(families.flatMap(({ services }) => services));
    expect(new Set(jobs.map(({ service }) => service))).toEqual(exposing.add('prometheus'));
  });
});

describe.each(
  queries.flatMap((query) => [
    [`${query.id}, as asked`, query, query.asked] as const,
    [`${query.id}, as shipped`, query, query.shipped] as const,
  ]),
)('query %s', (_title, query, promql) => {
  const expression = readPromql(promql);

  it('reads series that exist, by labels and values that they have', () => {
    expect(expression.selectors).not.toEqual([]);
    for (const selector of expression.selectors) {
      if (selector.metric === 'up') expectTargets(selector, query.section);
      else expectSeries(selector, expression.grouping, query.section);
    }
  });
});

describe('shipped queries', () => {
  it('read no recorded and no deprecated series', () => {
    const avoid = [
      ...recordingRules.map(({ record }) => record),
      ...families.filter(({ stability }) => stability === 'deprecated').map(({ name }) => name),
    ];
    const read = queries.flatMap(({ shipped }) => readPromql(shipped).selectors);
    expect(read.map(({ metric }) => metric).filter((metric) => avoid.includes(metric))).toEqual([]);
  });
});

function expectTargets({ matchers }: Selector, section: number): void {
  const targets = scrapes.find((scrape) => scrape.section === section)!.jobs;
  for (const { label, operator, value } of matchers) {
    const found = targets.filter((target) => {
      const actual = { ...target.labels, job: target.job }[label];
      return operator === '=~' ? new RegExp(`^(?:${value})$`).test(actual ?? '') : actual === value;
    });
    expect(found).toEqual(targets);
  }
}

function expectSeries(selector: Selector, grouping: readonly string[], section: number): void {
  const family = families.find(({ name, askedName, type }) =>
    type === 'histogram'
      ? [`${name}_bucket`, `${name}_sum`, `${name}_count`].includes(selector.metric)
      : name === selector.metric || askedName === selector.metric,
  );
  expect(family, `the family of ${selector.metric}`).toMatchObject({ section, observed: false });
  const known = Object.keys(family!.labels);
  if (selector.metric.endsWith('_bucket')) known.push('le');
  for (const label of grouping) {
    expect(known, `${selector.metric} by ${label}`).toContain(label);
  }
  for (const { label, operator, value } of selector.matchers) {
    expect(known, `${selector.metric}{${label}}`).toContain(label);
    const values = family!.labels[label]!;
    if ('closed' in values && !operator.endsWith('~')) {
      expect(values.closed, `${selector.metric}{${label}}`).toContain(value);
    }
  }
}
