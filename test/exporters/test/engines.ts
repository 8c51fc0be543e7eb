import { MeterProvider } from '@obs/sdk-metrics';
import {
  type MetricReader,
  MeterProvider as OfficialMeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';

export type Json = { [key: string]: Json } | Json[] | string | number | boolean | null | undefined;

/** Ours with the type of the official one: that it fits is what is tested here. */
export const engines = {
  ours: MeterProvider as unknown as typeof OfficialMeterProvider,
  official: OfficialMeterProvider,
};

/** A reader that exports when it is flushed, and not by time. */
export function push(exporter: PushMetricExporter): MetricReader {
  return new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1e8 });
}

/**
 * Without times, and in one order: what both have to say alike. Without `advice` too, which the
 * official SDK leaves in the descriptors that it exports, though it is no part of their type.
 */
export function comparable(value: Json): Json {
  if (Array.isArray(value)) {
    const items = value.map(comparable);
    const areObjects = items.every((item) => typeof item === 'object' && item !== null);
    return areObjects ? items.sort((a, b) => (text(a) < text(b) ? -1 : 1)) : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !left.has(key))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, comparable(item)]),
  );
}

const left = new Set(['startTimeUnixNano', 'timeUnixNano', 'startTime', 'endTime', 'advice']);

export const text = (value: Json) => JSON.stringify(value) ?? '';
