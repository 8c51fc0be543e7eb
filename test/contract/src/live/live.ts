import { fileURLToPath } from 'node:url';
import { type Job, type PrometheusServer, startPrometheus } from '@obs-test/backends';
import { type Account, drive, type Fleet, startFleet } from '@obs-test/fleet';
import { type Contract, recordingRulesFile } from '../contract.ts';
import { type Peaks, watchPeaks } from './peaks.ts';
import { scraped } from './scrapes.ts';

/** The fleet and a Prometheus that has seen a known traffic. */
export interface Live {
  readonly fleet: Fleet;
  readonly prometheus: PrometheusServer;
  /** Everything that was sent since the start. */
  readonly account: Account;
  /** What was sent in each of the measured rounds. */
  readonly round: Account;
  /** Measured rounds. */
  readonly measured: number;
  /** Seconds since the epoch: every series existed, and the measured rounds had not begun. */
  readonly measuredFrom: number;
  /** The highest value that each level in flight showed while the traffic was sent. */
  readonly peaks: Peaks;
  /** The scrape job of a service. */
  jobOf(service: string): string;
  stop(): Promise<void>;
}

/**
 * Starts everything on an engine and sends the traffic: a first round that makes every label set
 * known, the scrapes that see it, two measured rounds, and the scrapes that see their end.
 */
export async function startLive(contract: Contract, engine: string): Promise<Live> {
  const jobs = contract.scrapes.flatMap((scrape) => scrape.jobs);
  const fleet = await startFleet({ env: { OBS_ENGINE: engine } });
  const stops = [() => fleet.stop()];
  const stop = async () => {
    await Promise.all(stops.map((one) => one()));
  };
  try {
    const prometheus = await startPrometheus({
      jobs: [...fleet.jobs, ...ownJobs(contract)],
      ruleFiles: [fileURLToPath(recordingRulesFile)],
      scrapeInterval: '1s',
    });
    stops.push(() => prometheus.stop());
    await prometheus.waitForTargets(60_000);
    const peaks = watchPeaks(fleet, contract);
    const first = await drive(fleet, { round: 1 });
    const measuredFrom = Date.now() / 1000;
    await scraped(prometheus);
    const second = await drive(fleet, { round: 2 });
    const third = await drive(fleet, { round: 3 });
    await peaks.stop();
    await scraped(prometheus);
    return {
      fleet,
      prometheus,
      account: [...first, ...second, ...third],
      round: second,
      measured: 2,
      measuredFrom,
      peaks,
      jobOf: (service) => jobs.find((job) => job.service === service)?.job ?? service,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Two requests scrape Prometheus itself; the job exists once, with the labels of the later one. */
function ownJobs(contract: Contract): Job[] {
  const jobs = contract.scrapes.flatMap((scrape) => scrape.jobs);
  const own = jobs.filter(({ service }) => service === 'prometheus');
  return own.slice(-1).map(({ job, labels }) => ({ name: job, targets: ['self'], labels }));
}
