import {
  AggregationTemporality,
  MeterProvider,
  MetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeptMetrics } from '../src/model/kept-metrics.js';
import { liveViewOf } from '../src/model/resource-metrics.js';
import { Resolver } from '../src/translation/resolver.js';
import { writeText } from '../src/writers/text.js';
import { textOf } from './support/live.js';

class Reader extends MetricReader {
  protected async onForceFlush() {}
  protected async onShutdown() {}
}

function setUp() {
  const reader = new Reader();
  const provider = new MeterProvider({ readers: [reader] });
  const kept = new KeptMetrics();
  const resolver = new Resolver({});
  return {
    meter: (name: string) => provider.getMeter(name),
    collected: async () => (await reader.collect()).resourceMetrics,
    kept: (collected: ResourceMetrics) => {
      const { view, stable } = kept.of(collected, []);
      const { families } = stable
        ? resolver.live(view, 'underscores', false)
        : resolver.once(view, 'underscores');
      return { text: textOf(writeText(families)), stable, view };
    },
  };
}

function fresh(collected: ResourceMetrics): string {
  const { families } = new Resolver({}).once(liveViewOf(collected), 'underscores');
  return textOf(writeText(families));
}

type Metric = ResourceMetrics['scopeMetrics'][number]['metrics'][number];

/** The collection with other metrics. */
function changed(collected: ResourceMetrics, change: (metric: Metric) => Metric[]) {
  const scopeMetrics = collected.scopeMetrics.map(({ scope, metrics }) => ({
    scope,
    metrics: metrics.flatMap(change),
  }));
  return { ...collected, scopeMetrics };
}

describe('metrics kept between collections of another provider', () => {
  it('are the same families and series from the second collection on', async () => {
    const { meter, collected, kept } = setUp();
    const counter = meter('a').createCounter('c');
    counter.add(1, { k: 'v' });
    expect(kept(await collected()).stable).toBe(false);
    const second = kept(await collected());
    const family = second.view.scopes[0]?.families[0];
    const series = family?.series()[0];
    counter.add(1, { k: 'v' });
    const third = kept(await collected());
    expect([second.stable, third.stable, series?.value]).toEqual([true, true, 2]);
    expect(third.view.scopes[0]?.families[0]).toBe(family);
    expect(third.view.scopes[0]?.families[0]?.series()[0]).toBe(series);
  });

  const steps = fc.array(
    fc.record({
      meter: fc.constantFrom('a', 'b'),
      kind: fc.constantFrom('counter', 'gauge', 'histogram'),
      instrument: fc.constantFrom('x', 'y'),
      value: fc.constantFrom('', 'p', 'q', 'r'),
      // What a collection may lack, or have in another order.
      without: fc.constantFrom('nothing', 'first point', 'last point', 'metric', 'order'),
    }),
    { maxLength: 25 },
  );

  it('are shown as new ones would be, whatever comes, goes and moves', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (todo) => {
        const { meter, collected, kept } = setUp();
        for (const { meter: scope, kind, instrument, value, without } of todo) {
          const from = meter(scope);
          const name = `${kind}.${instrument}`;
          if (kind === 'counter') from.createCounter(name).add(1, { k: value });
          else if (kind === 'gauge') from.createGauge(name).record(0.5, { k: value });
          else from.createHistogram(name).record(7, { k: value });
          const whole = await collected();
          const seen = changed(whole, (metric) => {
            const points = metric.dataPoints as never[];
            if (without === 'metric' && metric.descriptor.name === name) return [];
            if (without === 'first point') return [{ ...metric, dataPoints: points.slice(1) }];
            if (without === 'last point') return [{ ...metric, dataPoints: points.slice(0, -1) }];
            if (without === 'order') return [{ ...metric, dataPoints: points.toReversed() }];
            return [metric];
          });
          expect(kept(seen).text).toBe(fresh(seen));
        }
      }),
    );
  });

  it('mark series that are gone, for whoever still walks them', async () => {
    const { meter, collected, kept } = setUp();
    const counter = meter('a').createCounter('c');
    counter.add(1, { k: '1' });
    counter.add(2, { k: '2' });
    const whole = await collected();
    kept(whole);
    const walked = kept(whole).view.scopes[0]?.families[0]?.series() ?? [];
    kept(
      changed(whole, (metric) => [{ ...metric, dataPoints: metric.dataPoints.slice(1) } as Metric]),
    );
    expect(walked.map(({ removed }) => removed)).toEqual([true, false]);
  });

  it('are new ones each time when their descriptors are, or when two share one', async () => {
    const { meter, collected, kept } = setUp();
    meter('a').createCounter('c').add(1);
    const whole = await collected();
    for (let i = 0; i < 3; i++) {
      const renewed = changed(whole, (metric) => [
        { ...metric, descriptor: { ...metric.descriptor } },
      ]);
      expect(kept(renewed)).toMatchObject({ stable: false, text: fresh(whole) });
    }
    const doubled = changed(whole, (metric) => [metric, metric]);
    for (let i = 0; i < 3; i++) expect(kept(doubled).stable).toBe(false);
  });

  it('keep the labels that an attributes object had when it was first collected', async () => {
    const { meter, collected, kept } = setUp();
    const attributes = { k: 'first' };
    const counter = meter('a').createCounter('c');
    counter.add(1, attributes);
    kept(await collected());
    kept(await collected());
    attributes.k = 'second';
    counter.add(2, attributes);
    const { text } = kept(await collected());
    expect(text).toMatch(/c_total\{k="first",.*\} 1\nc_total\{k="second",.*\} 2\n/);
  });

  it('that are not cumulative are reported at every collection', async () => {
    const { meter, collected } = setUp();
    meter('a').createCounter('c').add(1);
    const delta = changed(await collected(), (metric) => [
      { ...metric, aggregationTemporality: AggregationTemporality.DELTA },
    ]);
    const kept = new KeptMetrics();
    for (let i = 0; i < 3; i++) {
      expect(String(kept.of(delta, []).view.errors[0])).toMatch(/c is not cumulative/);
    }
  });
});
