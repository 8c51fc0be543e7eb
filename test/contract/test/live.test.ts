import { prometheus as findPrometheus } from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Job, loadContract, zeroSeries } from '../src/contract.ts';
import { type Exposed, exposed } from '../src/live/exposed.ts';
import { judge } from '../src/live/judge.ts';
import { type Live, startLive } from '../src/live/live.ts';
import { accountProblems } from '../src/live/series.ts';

const contract = loadContract();
const jobs = contract.scrapes.flatMap((scrape) => scrape.jobs);
const jobOf = (service: string) => jobs.find((job) => job.service === service) as Job;

/** Families that a service must expose, one row each. */
const promises = contract.families
  .filter(({ observed, optIn, platform }) => {
    return !observed && !optIn && (platform === undefined || platform === process.platform);
  })
  .flatMap((family) => family.services.map((service) => ({ family, service, name: family.name })));

describeWithBackend('a real Prometheus', findPrometheus, () => {
  describe.each(['obs', 'opentelemetry'])('and the six systems on the engine %s', (engine) => {
    let live: Live;
    beforeAll(async () => {
      live = await startLive(contract, engine);
    }, 180_000);
    afterAll(async () => {
      await live?.stop();
    }, 30_000);

    it('has every target of the contract up, under its job and with its labels', async () => {
      const targets = await live.prometheus.targets();
      for (const { job, labels } of jobs) {
        const target = targets.find((candidate) => candidate.job === job);
        expect(target, job).toMatchObject({ health: 'up', lastError: '' });
        // Two requests scrape Prometheus itself; the labels of the later one hold.
        if (job !== 'prometheus') expect(target?.labels, job).toMatchObject(labels);
      }
      expect(live.fleet.crashes).toEqual([]);
    });

    it('holds exactly what was sent, series by series', async () => {
      const problems = await accountProblems(live, jobOf);
      expect(problems).toEqual([]);
    });

    it('loads the recording rules and none fails', async () => {
      const groups = await live.prometheus.rules();
      const rules = groups.flatMap(({ rules }) => rules);
      expect(rules.map(({ name }) => name).sort()).toEqual(
        contract.recordingRules.map(({ record }) => record).sort(),
      );
      for (const rule of rules) expect(rule, rule.name).toMatchObject({ health: 'ok' });
    });

    describe.each(contract.queries)('the query $id', (query) => {
      it.each(['asked', 'shipped'] as const)(
        'as %s has the answer that the traffic implies',
        async (form) => {
          const { answer, problems, promql } = await judge(live, query, form);
          expect(problems, promql).toEqual([]);
          expect(
            answer.filter(({ value }) => !Number.isNaN(value)),
            promql,
          ).not.toEqual([]);
        },
      );
    });

    describe.each(promises)('$name of $service', ({ family, service }) => {
      let found: Exposed;
      beforeAll(async () => {
        found = await exposed(live.prometheus, family, jobOf(service));
      });

      it('has its type and its help', () => {
        if (family.mayBeEmpty && found.labelSets.length === 0) return;
        expect(found.metadata).toMatchObject({ type: family.type, help: family.help });
      });

      it('has exactly its labels', () => {
        if (family.mayBeEmpty && found.labelSets.length === 0) return;
        const wanted = Object.keys(family.labels).sort();
        expect(found.labelSets.length).toBeGreaterThan(0);
        for (const set of found.labelSets) expect(Object.keys(set).sort()).toEqual(wanted);
      });

      it('has only the values of its closed labels', () => {
        for (const [label, values] of Object.entries(family.labels)) {
          if (!('closed' in values)) continue;
          for (const set of found.labelSets) expect(values.closed).toContain(set[label]);
        }
      });

      it('has its series at zero or above that exist before the first event', () => {
        for (const set of zeroSeries(family)) expect(found.labelSets).toContainEqual(set);
      });

      it('has exactly its buckets', () => {
        if (family.type !== 'histogram') return;
        expect(found.bounds).toEqual(family.buckets);
        expect(found.hasInfinity).toBe(true);
      });

      it('was exercised by the traffic', () => {
        if (family.mayBeEmpty) return;
        if (family.kind === 'gauge') expect(found.most).not.toBeNaN();
        else if (family.kind !== 'updowncounter') expect(found.most).toBeGreaterThan(0);
        else expect(live.peaks.of(service, family.name)).toBeGreaterThan(0);
      });
    });
  });
});
