import { process, self } from '@obs/semconv';
import { max, sum, times } from '../queries/combine.js';
import { type Condition, rate, selector, up, value } from '../queries/select.js';
import { type TargetLabel, type Vector, vector } from '../queries/vector.js';
import { lines, number, type Panel, type Row } from './panel.js';
import { levels } from './signals.js';

type Job = string | Condition;

/** One figure for each target: whether Prometheus can scrape it. */
export function targetsUp(job: Job, width = 8): Panel {
  return number({
    title: 'Targets',
    description: 'Whether Prometheus can scrape each service.',
    unit: 'up',
    width,
    queries: [{ of: max(up({ job }), ['job']), legend: '{{job}}' }],
  });
}

/** What scraping costs, and whether the instrumentation loses anything. */
export function scrapeRow(job: Job): Row {
  return {
    title: 'Scrapes and instrumentation',
    panels: [
      lines({
        title: 'Scrape duration',
        description: 'How long Prometheus waits for each target. More than a second wants a look.',
        unit: 'seconds',
        queries: [
          { of: max(ofTarget('scrape_duration_seconds', job), ['job']), legend: '{{job}}' },
        ],
      }),
      lines({
        title: 'Samples per scrape',
        description: 'How many samples a scrape brings. A steady climb is a label without a bound.',
        unit: 'count',
        queries: [{ of: sum(ofTarget('scrape_samples_scraped', job), ['job']), legend: '{{job}}' }],
      }),
      lines({
        title: 'Dropped measurements',
        description:
          'Measurements that were not recorded because of what they were. It should be zero: a reason that is not tells of a fault in the program that records.',
        unit: 'per second',
        queries: [
          {
            of: sum(rate(self.metrics.droppedMeasurements, '5m', { job }), ['reason']),
            legend: '{{reason}}',
          },
        ],
      }),
    ],
  };
}

/** A series that Prometheus itself makes of each target. Source: Prometheus, "Automatically generated labels and time series". */
function ofTarget(name: string, job: Job): Vector<TargetLabel> {
  return vector(selector(name, { job }));
}

/** What the processes of some jobs use. */
export function processRow(job: Job): Row {
  const metrics = process.metrics;
  const by = ['job'] as const;
  return {
    title: 'Process',
    panels: [
      lines({
        title: 'Processor',
        description: 'Processors in use: 1 is one core, always busy.',
        unit: 'count',
        queries: [{ of: sum(rate(metrics.cpu, '5m', { job }), by), legend: '{{job}}' }],
      }),
      levels({
        title: 'Resident memory',
        description: 'Memory that the processes hold.',
        of: metrics.residentMemory,
        where: { job },
        by,
        unit: 'bytes',
      }),
      lines({
        title: 'Event-loop delay, p99',
        description:
          'How late timers fire, 99 of 100 of them at most. More than 100 ms: something computes too long at once.',
        unit: 'seconds',
        thresholds: [{ from: 0.1, means: 'bad' }],
        queries: [{ of: max(value(metrics.eventloopLagP99, { job }), by), legend: '{{job}}' }],
      }),
      levels({
        title: 'Heap in use',
        description: 'Memory of JavaScript objects. A floor that climbs for hours is a leak.',
        of: metrics.heapSizeUsed,
        where: { job },
        by,
        unit: 'bytes',
      }),
      levels({
        title: 'Open files and sockets',
        description: 'File descriptors in use.',
        of: metrics.openFds,
        where: { job },
        by,
      }),
      number({
        title: 'Started',
        description: 'When each process started.',
        // Grafana's times are milliseconds.
        unit: 'time',
        width: 8,
        queries: [
          { of: times(max(value(metrics.startTime, { job }), by), 1000), legend: '{{job}}' },
        ],
      }),
    ],
  };
}
