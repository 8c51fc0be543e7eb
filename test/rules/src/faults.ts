import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { InputSeries } from './promtool.ts';

/** How much faster than in the cases the counters grow: nobody waits minutes here. */
const speed = 100;

export interface Faults {
  readonly target: string;
  stop(): Promise<void>;
}

/** A target that shows the series of cases, growing from now on. Scrape it with `honor_labels`. */
export async function startFaults(series: readonly InputSeries[]): Promise<Faults> {
  const begun = performance.now();
  const unique = new Map(series.map((one) => [one.series, one.values]));
  const server = createServer((_, response) => {
    const minutes = ((performance.now() - begun) / 60_000) * speed;
    const lines = [...unique].map(([name, values]) => `${name} ${valueAt(values, minutes)}`);
    response.end(`${lines.join('\n')}\n`);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    target: `127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** `0+10x15` grows by ten a minute; `1x15` stays. */
function valueAt(values: string, minutes: number): number {
  const [, start = '0', step = '0'] = /^([\d.]+)(?:\+([\d.]+))?x/.exec(values) ?? [];
  return Number(start) + Number(step) * minutes;
}
