import { positive } from '../client/options.js';
import { invalidOption } from '../errors.js';
import type { NamedFamilies } from '../plan/names.js';
import { type AllowedFamily, AllowList } from './allow-list.js';
import { parseDuration } from './duration.js';

/** What the data-source proxy lets through. */
export interface ProxyOptions {
  /** Path before `/api/v1`. Default: none. */
  readonly prefix?: string;
  /** Families that may be read. Default: those that the eight endpoints ask for. At most 1,000. */
  readonly allow?: readonly AllowedFamily[];
  /** How far a query may reach, as a PromQL duration: range, offsets and subqueries added. Default `31d`. */
  readonly maxRange?: string;
  /** Steps of one range query. Default 11,000, as in Prometheus. */
  readonly maxPoints?: number;
  /** Smallest step of a range query or subquery. Default `1s`. */
  readonly minStep?: string;
  /** Evaluations of one query: its steps times those of its subqueries. Default 200,000. */
  readonly maxEvaluations?: number;
  /** Characters of one query. Default 8,192. */
  readonly maxQueryLength?: number;
  /** Bytes of one answer. Default 10 MiB. */
  readonly maxResponseBytes?: number;
  /** Milliseconds of one call. Default 10,000. */
  readonly timeoutMillis?: number;
  /** Calls at a time; as many again may wait. Default 8. */
  readonly maxConcurrent?: number;
}

export interface ProxyConfig {
  readonly allow: AllowList;
  readonly maxRangeMillis: number;
  readonly maxPoints: number;
  readonly minStepMillis: number;
  readonly maxEvaluations: number;
  readonly maxQueryLength: number;
  readonly maxResponseBytes: number;
  readonly timeoutMillis: number;
  readonly maxConcurrent: number;
}

/** Checks the options; throws `OBS_PROMAPI_INVALID_OPTION`. */
export function proxyConfig(options: ProxyOptions, families: NamedFamilies): ProxyConfig {
  const byDefault = Object.values(families).map(({ name, type }) => ({ name, type }));
  return {
    allow: new AllowList(options.allow ?? byDefault),
    maxRangeMillis: duration('proxy.maxRange', options.maxRange ?? '31d'),
    maxPoints: positive('proxy.maxPoints', options.maxPoints ?? 11_000),
    minStepMillis: duration('proxy.minStep', options.minStep ?? '1s'),
    maxEvaluations: positive('proxy.maxEvaluations', options.maxEvaluations ?? 200_000),
    maxQueryLength: positive('proxy.maxQueryLength', options.maxQueryLength ?? 8_192),
    maxResponseBytes: positive('proxy.maxResponseBytes', options.maxResponseBytes ?? 10 << 20),
    timeoutMillis: positive('proxy.timeoutMillis', options.timeoutMillis ?? 10_000),
    maxConcurrent: positive('proxy.maxConcurrent', options.maxConcurrent ?? 8),
  };
}

function duration(option: string, text: string): number {
  const millis = parseDuration(text);
  if (millis !== undefined && millis > 0) return millis;
  throw invalidOption(option, `${text} is no duration`, 'Write 30s, 5m or 31d.');
}
