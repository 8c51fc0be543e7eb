import { expectTypeOf, it } from 'vitest';
import { defineCatalog, type LabelsOf, open } from '../src/index.js';

const catalog = defineCatalog({
  domain: 'shop',
  owner: 'shop team',
  metrics: {
    orders: {
      name: 'shop.orders',
      kind: 'counter',
      unit: '{order}',
      description: 'Orders.',
      labels: {
        status: ['paid', 'refused'],
        country: open(50),
        channel: open(5, { default: 'web' }),
      },
    },
    stock: { name: 'shop.stock', kind: 'gauge', description: 'Items in stock.' },
  },
});

type OrderLabels = LabelsOf<(typeof catalog)['metrics']['orders']['labels']>;
type StockLabels = LabelsOf<(typeof catalog)['metrics']['stock']['labels']>;

it('makes a union of a closed label, a string of an open one, an optional of a default', () => {
  expectTypeOf<OrderLabels['status']>().toEqualTypeOf<'paid' | 'refused'>();
  expectTypeOf<OrderLabels['country']>().toEqualTypeOf<string>();
  expectTypeOf<OrderLabels['channel']>().toEqualTypeOf<string | undefined>();
  expectTypeOf<'shop.orders'>().toExtend<string>();
});

it('refuses a misspelt value, a missing label and a label that a family lacks', () => {
  // @ts-expect-error misspelt value
  const misspelt: OrderLabels = { status: 'payed', country: 'de' };
  // @ts-expect-error country is missing
  const missing: OrderLabels = { status: 'paid' };
  // @ts-expect-error a family without labels takes none
  const unlabelled: StockLabels = { shelf: 'a' };
  expectTypeOf([misspelt, missing, unlabelled]).toBeArray();
});

it('keeps the kind of each family', () => {
  expectTypeOf(catalog.metrics.orders.kind).toEqualTypeOf<'counter'>();
  expectTypeOf(catalog.metrics.stock.kind).toEqualTypeOf<'gauge'>();
});
