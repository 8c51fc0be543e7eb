import type { LiveFamily, LiveSeries, LiveView } from '@obs/metrics-model';
import { type Attributes, ValueType } from '@opentelemetry/api';

type Values = Omit<Partial<LiveSeries>, 'attributes'>;

/** A series as an engine has it: mutable, so that tests can record and remove. */
export type TestSeries = { -readonly [K in keyof LiveSeries]: LiveSeries[K] };

export function series(attributes: Attributes, values: Values): TestSeries {
  return {
    attributes,
    startTime: [1_700_000_000, 500_000_000],
    removed: false,
    slots: undefined,
    ...values,
  };
}

export interface TestFamily extends LiveFamily {
  /** The array that `series()` gives; replaced when something is removed, as the model asks. */
  list: readonly TestSeries[];
}

export function family(
  name: string,
  kind: LiveFamily['kind'],
  list: readonly TestSeries[],
  more: Partial<LiveFamily> = {},
): TestFamily {
  const made: TestFamily = {
    name,
    kind,
    list,
    description: '',
    unit: '',
    monotonic: false,
    boundaries: [],
    valueType: ValueType.DOUBLE,
    slots: undefined,
    series: () => made.list,
    ...more,
  };
  return made;
}

export function view(families: readonly LiveFamily[], resource: Attributes = {}): LiveView {
  const scope = { name: 'lib', version: '1.0' };
  return { resource: { attributes: resource }, scopes: [{ scope, families }], errors: [] };
}

/** Everything that a writer gives, as text. */
export function textOf(chunks: Iterable<Uint8Array>): string {
  const parts: Buffer[] = [];
  for (const chunk of chunks) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts).toString();
}
