import { startCollector } from '@obs-test/backends';

/**
 * A real Collector that takes everything, counts it and keeps nothing: a door for each sender, so that
 * what arrived is known of each.
 *
 * @param {string[]} names of up to four senders
 */
export async function startSink(names) {
  const doors = new Map();
  const collector = await startCollector({
    config({ grpcPort, httpPort, prometheusPort, healthPort, ownMetricsPort }) {
      const ports = [grpcPort, httpPort, prometheusPort, healthPort];
      const receivers = names.map((name, at) => {
        if (ports[at] === undefined) throw new Error('more senders than ports');
        doors.set(name, { url: `http://127.0.0.1:${ports[at]}`, receiver: `otlp/${at}` });
        return [`otlp/${at}`, { protocols: { http: { endpoint: `127.0.0.1:${ports[at]}` } } }];
      });
      const ids = receivers.map(([id]) => id);
      const reader = {
        pull: { exporter: { prometheus: { host: '127.0.0.1', port: ownMetricsPort } } },
      };
      return {
        receivers: Object.fromEntries(receivers),
        exporters: { nop: {} },
        service: {
          pipelines: {
            traces: { receivers: ids, exporters: ['nop'] },
            metrics: { receivers: ids, exporters: ['nop'] },
          },
          telemetry: { metrics: { level: 'basic', readers: [reader] } },
        },
      };
    },
  });
  return {
    /** Where a sender sends to, without `/v1/traces`. */
    url: (name) => doors.get(name).url,
    /** Spans that have come through a sender's door so far. */
    async spans(name) {
      const { receiver } = doors.get(name);
      const page = await (
        await fetch(`http://127.0.0.1:${collector.ownMetricsPort}/metrics`)
      ).text();
      const line = new RegExp(
        `^otelcol_receiver_accepted_spans(?:_total)?\\{.*receiver="${receiver}".*\\} (\\S+)$`,
        'm',
      );
      return Number(line.exec(page)?.[1] ?? 0);
    },
    stop: () => collector.stop(),
  };
}
