import { diag, type MetricAdvice, type MetricOptions, ValueType } from '@opentelemetry/api';
import type { InstrumentType } from '@opentelemetry/sdk-metrics';

/** The advisory parameters of an instrument. A view that says otherwise wins. */
export interface InstrumentAdvice extends MetricAdvice {
  /**
   * The declared attribute keys: others are dropped unless a view says which attributes to keep.
   * This is the fastest way to record, see DESIGN.md.
   *
   * Source: metrics/sdk.md, "Instrument advisory parameter: `Attributes`" (Development).
   */
  attributes?: readonly string[];
  /**
   * Series that this instrument may have, not counting the overflow series. A view's limit wins
   * over this one, and this one over the reader's.
   */
  aggregationCardinalityLimit?: number;
}

/** What an instrument is made with: the official options and the wider advice. */
export interface InstrumentOptions extends MetricOptions {
  advice?: InstrumentAdvice;
}

/** What identifies an instrument, and what its maker advises. Source: metrics/api.md, "Instrument". */
export interface InstrumentDescriptor {
  readonly name: string;
  readonly type: InstrumentType;
  readonly description: string;
  readonly unit: string;
  readonly valueType: ValueType;
  readonly advice: InstrumentAdvice;
}

// metrics/api.md, "Instrument name syntax": 255 characters at most, the first one a letter.
const namePattern = /^[a-z][a-z0-9_.\-/]{0,254}$/i;

export function describeInstrument(
  name: string,
  type: InstrumentType,
  options: InstrumentOptions | undefined,
): InstrumentDescriptor {
  if (typeof name !== 'string' || !namePattern.test(name)) {
    diag.error(
      `Invalid instrument name "${String(name)}": a name starts with a letter and has at most 255 ` +
        'ASCII letters, digits, "_", ".", "-" or "/". The instrument works; exporters may refuse it.',
    );
  }
  return {
    name: String(name),
    type,
    description: options?.description ?? '',
    unit: options?.unit ?? '',
    valueType: options?.valueType ?? ValueType.DOUBLE,
    advice: validAdvice(String(name), options?.advice),
  };
}

/** Source: metrics/sdk.md, "Instrument advisory parameters": an invalid one is reported and ignored. */
function validAdvice(name: string, advice: InstrumentAdvice | undefined): InstrumentAdvice {
  const valid: InstrumentAdvice = {};
  if (advice === undefined || advice === null) return valid;
  const {
    explicitBucketBoundaries: bounds,
    attributes,
    aggregationCardinalityLimit: limit,
  } = advice;
  if (bounds !== undefined) {
    if (Array.isArray(bounds) && bounds.every(isAscendingNumber)) {
      valid.explicitBucketBoundaries = bounds.filter(Number.isFinite);
    } else {
      invalid(name, 'explicitBucketBoundaries', 'numbers in ascending order');
    }
  }
  if (attributes !== undefined) {
    if (Array.isArray(attributes) && attributes.every((key) => typeof key === 'string')) {
      valid.attributes = [...new Set(attributes)];
    } else {
      invalid(name, 'attributes', 'an array of attribute keys');
    }
  }
  if (limit !== undefined) {
    if (Number.isInteger(limit) && limit > 0) valid.aggregationCardinalityLimit = limit;
    else invalid(name, 'aggregationCardinalityLimit', 'a positive integer');
  }
  return valid;
}

function isAscendingNumber(value: unknown, index: number, all: unknown[]): boolean {
  return (
    typeof value === 'number' &&
    !Number.isNaN(value) &&
    (index === 0 || value > (all[index - 1] as number))
  );
}

function invalid(name: string, parameter: string, expected: string): void {
  diag.error(`Ignoring advice.${parameter} of instrument "${name}": it must be ${expected}.`);
}

/** `a` and `b` are one instrument, perhaps described in other words. */
export function isSameInstrument(a: InstrumentDescriptor, b: InstrumentDescriptor): boolean {
  return (
    a.name.toLowerCase() === b.name.toLowerCase() &&
    a.type === b.type &&
    a.unit === b.unit &&
    a.valueType === b.valueType
  );
}
