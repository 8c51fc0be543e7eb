import { type Attributes, type MeterProvider, ValueType } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationType, type MeterProviderOptions } from '@opentelemetry/sdk-metrics';

/** What both providers are given: a resource, and a view for an exponential histogram. */
export const options: Omit<MeterProviderOptions, 'readers'> = {
  resource: resourceFromAttributes({
    'service.name': 'shop',
    'service.instance.id': 'shop-1',
    tags: ['a', 'b'],
    shards: 4,
  }),
  views: [
    {
      instrumentName: 'payload.size',
      aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM, options: { maxSize: 20 } },
    },
    { instrumentName: 'renamed.before', name: 'renamed.after', description: 'Renamed.' },
  ],
};

/** One of everything that a meter makes, with values of every kind that an attribute may have. */
export function record(provider: MeterProvider): void {
  const meter = provider.getMeter('shop', '1.2.3', { schemaUrl: 'https://example.org/1' });
  const orders = meter.createCounter('orders', { description: 'Orders taken.', unit: '{order}' });
  orders.add(3, { kind: 'book', country: 'DE' });
  orders.add(1.5, { country: 'DE', kind: 'book' });
  orders.add(2, { kind: 'pen' });
  orders.add(1);
  const attributes: Attributes = { text: 'ä', flag: true, whole: 7, part: 0.5, list: ['x', 'y'] };
  meter.createCounter('kinds', { valueType: ValueType.INT }).add(5, attributes);
  const open = meter.createUpDownCounter('carts.open', { valueType: ValueType.INT });
  open.add(5, { shop: 'a' });
  open.add(-7, { shop: 'a' });
  meter.createGauge('temperature', { unit: 'Cel' }).record(-3.25, { place: 'roof' });
  const boundaries = [0.1, 1, 10];
  const duration = meter.createHistogram('duration', {
    unit: 's',
    advice: { explicitBucketBoundaries: boundaries },
  });
  for (const value of [0, 0.1, 0.5, 3, 100]) duration.record(value, { route: '/' });
  const size = meter.createHistogram('payload.size', { unit: 'By' });
  for (const value of [0, 1, 100, 1e6]) size.record(value, { route: '/' });
  meter.createCounter('renamed.before').add(1);
  meter.createObservableCounter('cpu.time').addCallback((result) => {
    result.observe(12.5, { state: 'user' });
    result.observe(2, { state: 'system' });
  });
  meter.createObservableUpDownCounter('connections').addCallback((result) => result.observe(4));
  meter.createObservableGauge('level').addCallback((result) => result.observe(0.75));
  provider.getMeter('other').createCounter('orders').add(9);
}
