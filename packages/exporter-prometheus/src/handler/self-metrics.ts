import type { MetricFamily } from '../model/family.js';
import { plainFamily } from '../model/plain-family.js';
import type { Format } from './accept.js';

/** One scrape, after it ended. */
export interface ScrapeRecord {
  readonly format: Format;
  readonly status: number;
  readonly seconds: number;
  /** Bytes of the body as sent. */
  readonly bytes: number;
  /** False when the reader went away or the time was up before everything was sent. */
  readonly complete: boolean;
}

const bounds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];
const prefix = 'obs_prometheus_scrape';

interface Totals {
  readonly scrapes: Map<number, number>;
  readonly buckets: number[];
  seconds: number;
  bytes: number;
  incomplete: number;
}

/** Counts scrapes by format, and collections that failed in part; shows the counts as families. */
export class SelfMetrics {
  readonly #formats = new Map<Format, Totals>();
  #partial = 0;

  /** A collection had errors, and its rest was shown. */
  recordPartial(): void {
    this.#partial++;
  }

  record({ format, status, seconds, bytes, complete }: ScrapeRecord): void {
    let totals = this.#formats.get(format);
    if (totals === undefined) {
      const buckets = new Array<number>(bounds.length + 1).fill(0);
      totals = { scrapes: new Map(), buckets, seconds: 0, bytes: 0, incomplete: 0 };
      this.#formats.set(format, totals);
    }
    totals.scrapes.set(status, (totals.scrapes.get(status) ?? 0) + 1);
    const above = bounds.findIndex((bound) => seconds <= bound);
    const index = above < 0 ? bounds.length : above;
    totals.buckets[index] = (totals.buckets[index] ?? 0) + 1;
    totals.seconds += seconds;
    totals.bytes += bytes;
    if (!complete) totals.incomplete++;
  }

  families(): MetricFamily[] {
    const all = [...this.#formats];
    return [
      plainFamily({
        name: `${prefix}s_total`,
        type: 'counter',
        help: 'Scrapes answered, by format and status code.',
        samples: all.flatMap(([format, { scrapes }]) =>
          [...scrapes].map(([code, value]) => ({ labels: { format, code: String(code) }, value })),
        ),
      }),
      plainFamily({
        name: `${prefix}_incomplete_total`,
        type: 'counter',
        help: 'Scrapes that ended before everything was sent.',
        samples: all.map(([format, { incomplete }]) => ({ labels: { format }, value: incomplete })),
      }),
      plainFamily({
        name: 'obs_prometheus_collections_partial_total',
        type: 'counter',
        help: 'Collections that failed in part, such as in a callback; the rest was shown.',
        samples: [{ value: this.#partial }],
      }),
      plainFamily({
        name: `${prefix}_size_bytes_total`,
        type: 'counter',
        help: 'Bytes sent in answer to scrapes, after compression.',
        unit: 'bytes',
        samples: all.map(([format, { bytes }]) => ({ labels: { format }, value: bytes })),
      }),
      plainFamily({
        name: `${prefix}_duration_seconds`,
        type: 'histogram',
        help: 'Time from the request to the last byte handed out.',
        unit: 'seconds',
        bounds,
        samples: all.map(([format, { buckets, seconds }]) => ({
          labels: { format },
          count: buckets.reduce((sum, count) => sum + count, 0),
          sum: seconds,
          buckets,
        })),
      }),
    ];
  }
}
