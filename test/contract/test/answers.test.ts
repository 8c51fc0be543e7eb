import { describe, expect, it } from 'vitest';
import { loadContract } from '../src/contract.ts';
import { groupsOf, subjects } from '../src/live/answers.ts';

const { queries, families } = loadContract();

describe('the subjects of the queries', () => {
  it('are there for every query but those of targets', () => {
    const wanted = queries.filter(({ expect }) => expect.shipped.id !== 'up').map(({ id }) => id);
    expect(Object.keys(subjects).sort()).toEqual(wanted.sort());
  });

  it.each(Object.entries(subjects))("%s: labels and family are the contract's", (_, subject) => {
    for (const { family, by = [], where = {} } of [subject.asked, subject.shipped]) {
      const declared = families.find(({ name }) => name === family);
      expect(declared, family).toBeDefined();
      for (const label of [...by, ...Object.keys(where)]) {
        expect(Object.keys(declared?.labels ?? {})).toContain(label);
      }
    }
  });
});

describe('groups', () => {
  const round = [
    { service: 'aoss', family: 'f_total', labels: { a: '1', b: 'x' }, value: 2 },
    { service: 'aoss', family: 'f_total', labels: { a: '1', b: 'y' }, value: 3 },
    { service: 'aoss', family: 'f_total', labels: { a: '2', b: 'x' }, value: 5 },
    { service: 'aoss', family: 'other', labels: {}, value: 100 },
  ] as const;

  const jobOf = (service: string) => `job-of-${service}`;

  it('add up what a label tells apart', () => {
    const groups = groupsOf(round, { family: 'f_total', by: ['a'] }, jobOf);
    expect(groups).toMatchObject([
      { labels: { a: '1' }, growth: 5, whole: 5 },
      { labels: { a: '2' }, growth: 5, whole: 5 },
    ]);
  });

  it('tell the selected part from the whole', () => {
    const [group] = groupsOf(round, { family: 'f_total', by: [], where: { b: 'x' } }, jobOf);
    expect(group).toMatchObject({ labels: {}, growth: 7, whole: 10 });
  });

  it('are the series of each target where no label is named', () => {
    expect(
      groupsOf(round, { family: 'f_total' }, jobOf).map(({ labels }) => labels),
    ).toContainEqual({
      a: '2',
      b: 'x',
      job: 'job-of-aoss',
    });
  });
});
