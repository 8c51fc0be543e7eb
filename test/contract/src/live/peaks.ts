import { setTimeout as sleep } from 'node:timers/promises';
import type { Fleet, ServiceId } from '@obs-test/fleet';
import type { Contract } from '../contract.ts';

/** The highest value of each level in flight, by `service family`. */
export interface Peaks {
  of(service: string, family: string): number;
  stop(): Promise<void>;
}

/**
 * Reads the levels in flight many times a second while the traffic is sent: what rises and falls
 * between two scrapes is seen by no Prometheus.
 */
export function watchPeaks(fleet: Fleet, contract: Contract): Peaks {
  const levels = contract.families.filter(
    ({ kind, observed }) => kind === 'updowncounter' && !observed,
  );
  const services = [...new Set(levels.flatMap((family) => family.services))];
  const peaks = new Map<string, number>();
  let watching = true;
  const watch = async (service: string) => {
    while (watching) {
      const text = await (await fetch(fleet.metricsUrl(service as ServiceId) as string)).text();
      for (const { name } of levels) {
        const values = [...text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gm'))];
        const key = `${service} ${name}`;
        peaks.set(key, Math.max(peaks.get(key) ?? 0, ...values.map(([, value]) => Number(value))));
      }
      await sleep(20);
    }
  };
  const watches = services.map(watch);
  return {
    of: (service, family) => peaks.get(`${service} ${family}`) ?? Number.NaN,
    async stop() {
      watching = false;
      await Promise.all(watches);
    },
  };
}
