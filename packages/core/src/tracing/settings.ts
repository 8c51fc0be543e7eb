import type { Sampler, SpanLimits } from '@opentelemetry/sdk-trace';
import { checkRules, count, flag, inRange, listOf, millis, type Rule } from '../config/rules.js';
import { shortened } from '../config/shortened.js';
import { traceExporterNames } from '../config/traces-exporters.js';
import type { PropagatorName, SamplerName, TracingOptions } from '../config/tracing-options.js';

/** The complete configuration of tracing: options over the environment over defaults. */
export interface TracingSettings {
  readonly sampler: SamplerName | Sampler;
  readonly samplerRatio: number;
  readonly propagators: readonly PropagatorName[];
  readonly limits: SpanLimits;
  readonly queueSize: number;
  readonly batchSize: number;
  readonly delayMillis: number;
  readonly exportTimeoutMillis: number;
  readonly protocol: Protocol;
  readonly redact: boolean;
}

/** Of the names in a list that nobody knows. */
const shownNames = 5;

export type Protocol = 'grpc' | 'http/protobuf' | 'http/json';

const samplerNames: readonly SamplerName[] = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
];
const propagatorNames: readonly PropagatorName[] = [
  'tracecontext',
  'baggage',
  'b3',
  'b3multi',
  'jaeger',
  'none',
];
const protocols: readonly Protocol[] = ['grpc', 'http/protobuf', 'http/json'];

/**
 * Merges options and environment.
 *
 * @param say gets a line for each standard variable that cannot be understood. It then counts as not
 *   set (configuration/sdk-environment-variables.md, "Enum" and "Numeric").
 * @throws ObsError `OBS_CONFIG_OPTION` for an option that cannot be understood.
 */
export function tracingSettings(
  env: NodeJS.ProcessEnv,
  options: TracingOptions,
  say: (line: string) => void,
): TracingSettings {
  checkRules(options, rules, 'tracing.');
  checkRules(options.limits ?? {}, limitRules, 'tracing.limits.');
  const read = new Reader(env, say);
  const queueSize = options.queueSize ?? read.whole('OTEL_BSP_MAX_QUEUE_SIZE', 1) ?? 2048;
  return {
    sampler:
      options.sampler ?? read.oneOf('OTEL_TRACES_SAMPLER', samplerNames) ?? 'parentbased_always_on',
    samplerRatio: options.samplerRatio ?? samplerRatio(read) ?? 1,
    propagators: propagators(
      options.propagators ?? read.names('OTEL_PROPAGATORS', propagatorNames),
    ),
    limits: { ...limits(read), ...options.limits },
    queueSize,
    batchSize: Math.min(
      queueSize,
      options.batchSize ?? read.whole('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 1) ?? 512,
    ),
    delayMillis: options.delayMillis ?? read.whole('OTEL_BSP_SCHEDULE_DELAY', 0) ?? 5000,
    exportTimeoutMillis:
      options.exportTimeoutMillis ?? read.whole('OTEL_BSP_EXPORT_TIMEOUT', 1) ?? 30_000,
    protocol:
      read.oneOf('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', protocols) ??
      read.oneOf('OTEL_EXPORTER_OTLP_PROTOCOL', protocols) ??
      'http/protobuf',
    redact: options.redact ?? read.boolean('OBS_TRACES_REDACT') ?? true,
  };
}

const rules: { readonly [K in keyof Required<TracingOptions>]: Rule } = {
  exporters: listOf(traceExporterNames),
  sampler: [
    `${samplerNames.join(', ')}, or an object with shouldSample()`,
    (value) =>
      samplerNames.includes(value as SamplerName) ||
      typeof (value as Sampler | null)?.shouldSample === 'function',
  ],
  samplerRatio: [
    'a number from 0 to 1',
    (value) => typeof value === 'number' && inRange(value, 0, 1),
  ],
  propagators: listOf(propagatorNames),
  limits: ['an object of limits', (value) => typeof value === 'object'],
  queueSize: count(1),
  batchSize: count(1),
  delayMillis: ['milliseconds from 0 on', (value) => value === 0 || millis[1](value)],
  exportTimeoutMillis: millis,
  redact: flag,
  spanProcessors: ['a list of span processors', Array.isArray],
};

const limitRules: { readonly [K in keyof Required<SpanLimits>]: Rule } = {
  attributeValueLengthLimit: count(0),
  attributeCountLimit: count(0),
  linkCountLimit: count(0),
  eventCountLimit: count(0),
  attributePerEventCountLimit: count(0),
  attributePerLinkCountLimit: count(0),
};

/** `none` beside others says nothing (configuration/sdk-environment-variables.md, "General"). */
function propagators(names: readonly PropagatorName[] | undefined): readonly PropagatorName[] {
  if (names === undefined) return ['tracecontext', 'baggage'];
  return names.filter((name) => name !== 'none');
}

function samplerRatio(read: Reader): number | undefined {
  const text = read.text('OTEL_TRACES_SAMPLER_ARG');
  if (text === undefined) return undefined;
  const ratio = Number(text);
  if (inRange(ratio, 0, 1)) return ratio;
  read.refuse('OTEL_TRACES_SAMPLER_ARG', 'a number from 0 to 1');
  return undefined;
}

/** A limit of spans wins over the limit of everything that has attributes. */
function limits(read: Reader): SpanLimits {
  const values: SpanLimits = {};
  const set = (key: keyof SpanLimits, ...names: readonly string[]) => {
    const value = names.map((name) => read.whole(name, 0)).find((found) => found !== undefined);
    if (value !== undefined) values[key] = value;
  };
  set(
    'attributeValueLengthLimit',
    'OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT',
  );
  set('attributeCountLimit', 'OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT');
  set('eventCountLimit', 'OTEL_SPAN_EVENT_COUNT_LIMIT');
  set('linkCountLimit', 'OTEL_SPAN_LINK_COUNT_LIMIT');
  set('attributePerEventCountLimit', 'OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT');
  set('attributePerLinkCountLimit', 'OTEL_LINK_ATTRIBUTE_COUNT_LIMIT');
  return values;
}

/** Reads standard variables; values are never shown whole, they may be secrets. */
class Reader {
  readonly #env: NodeJS.ProcessEnv;
  readonly #say: (line: string) => void;

  constructor(env: NodeJS.ProcessEnv, say: (line: string) => void) {
    this.#env = env;
    this.#say = say;
  }

  text(name: string): string | undefined {
    return this.#env[name]?.trim() || undefined;
  }

  refuse(name: string, takes: string): void {
    const value = this.text(name) ?? '';
    this.#say(
      `${name} is ${JSON.stringify(shortened(value))}, which is left out: it takes ${takes}.`,
    );
  }

  whole(name: string, least: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (/^\d+$/.test(text) && inRange(value, least, 2 ** 31 - 1)) return value;
    this.refuse(name, `a whole number from ${least} to 2147483647`);
    return undefined;
  }

  oneOf<const T extends string>(name: string, values: readonly T[]): T | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const found = values.find((value) => value === text.toLowerCase());
    if (found === undefined) this.refuse(name, values.join(', '));
    return found;
  }

  /** The known ones of a list; when none is known, the variable counts as not set. */
  names<const T extends string>(name: string, values: readonly T[]): readonly T[] | undefined {
    const listed = this.text(name)
      ?.split(',')
      .map((item) => item.trim().toLowerCase())
      .filter((item) => item !== '');
    if (listed === undefined) return undefined;
    const known = values.filter((value) => listed.includes(value));
    const unknown = listed.filter((item) => !values.includes(item as T));
    if (unknown.length > 0) {
      const shown = unknown.slice(0, shownNames).map(shortened).join(', ');
      this.#say(`${name} names ${shown}, which is left out: it takes ${values.join(', ')}.`);
    }
    return known.length === 0 ? undefined : known;
  }

  boolean(name: string): boolean | undefined {
    const value = this.oneOf(name, ['true', 'false', '1', '0']);
    return value === undefined ? undefined : value === 'true' || value === '1';
  }
}
