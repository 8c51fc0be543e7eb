import type { InstrumentationScope } from '@opentelemetry/core';
import type { ViewOptions as OfficialViewOptions } from '@opentelemetry/sdk-metrics';
import type { InstrumentDescriptor } from './descriptor.js';
import { MetricsError } from './errors.js';
import type { ExemplarReservoirFactory } from './exemplar.js';

/** The official view options, and two more. */
export interface ViewOptions extends OfficialViewOptions {
  /**
   * Removes series on which nothing was recorded for this many milliseconds, at the next collection
   * after that. One that comes back starts from zero with a new start time. Off by default. Bound
   * series and those of observable instruments do not expire.
   */
  expireAfterMs?: number;
  /** Makes the exemplar reservoir of each series. Source: metrics/sdk.md, "Custom ExemplarReservoir". */
  exemplarReservoir?: ExemplarReservoirFactory;
}

/** Selects instruments and says how their measurements become a stream. Source: metrics/sdk.md, "View". */
export class View {
  readonly options: ViewOptions;
  private readonly namePattern: RegExp | undefined;

  /** @throws MetricsError when the options cannot be meant, with the way out in the message */
  constructor(options: ViewOptions) {
    validate(options);
    this.options = options;
    this.namePattern =
      options.instrumentName === undefined ? undefined : toPattern(options.instrumentName);
  }

  selects(instrument: InstrumentDescriptor, scope: InstrumentationScope): boolean {
    const { options } = this;
    return (
      (this.namePattern === undefined || this.namePattern.test(instrument.name)) &&
      matches(options.instrumentType, instrument.type) &&
      matches(options.instrumentUnit, instrument.unit) &&
      matches(options.meterName, scope.name) &&
      matches(options.meterVersion, scope.version) &&
      matches(options.meterSchemaUrl, scope.schemaUrl)
    );
  }
}

function matches<T>(criterion: T | undefined, actual: T): boolean {
  return criterion === undefined || criterion === actual;
}

function validate(options: ViewOptions): void {
  const { name, instrumentName } = options;
  if (
    instrumentName === undefined &&
    options.instrumentType === undefined &&
    options.instrumentUnit === undefined &&
    options.meterName === undefined &&
    options.meterVersion === undefined &&
    options.meterSchemaUrl === undefined
  ) {
    throw new MetricsError(
      'OBS_VIEW_SELECTOR_MISSING',
      'A view needs a selector: instrumentName, instrumentType, instrumentUnit, meterName, ' +
        "meterVersion or meterSchemaUrl. To select every instrument, say instrumentName: '*'.",
    );
  }
  if (name !== undefined && (instrumentName === undefined || /[*?]/.test(instrumentName))) {
    throw new MetricsError(
      'OBS_VIEW_NAME_AMBIGUOUS',
      `The view named "${name}" may select several instruments, whose streams would then collide. ` +
        'Give it an instrumentName without wildcards, or leave its name out.',
    );
  }
  positive('aggregationCardinalityLimit', options.aggregationCardinalityLimit, true);
  positive('expireAfterMs', options.expireAfterMs, false);
}

function positive(option: string, value: number | undefined, whole: boolean): void {
  if (value === undefined) return;
  if (typeof value === 'number' && value > 0 && (!whole || Number.isInteger(value))) return;
  throw new MetricsError(
    'OBS_VIEW_OPTION_INVALID',
    `The view option ${option} is ${String(value)}; give a positive ${whole ? 'integer' : 'number'}, or leave it out.`,
  );
}

/** `*` stands for any characters, `?` for one; names are compared without case, as they identify. */
function toPattern(selector: string): RegExp {
  const source = selector
    .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'is');
}
