// index.d.ts
export type { ExporterName, StartOptions } from './config/options.js';
export type { ObsErrorCode } from './errors.js';
export { ObsError } from './errors.js';
export { health } from './health/health.js';
export type { HealthCheck, HealthOptions, HealthReport } from './health/registry.js';
export type { DropReason } from './instruments/dropped.js';
export { dropped } from './instruments/dropped.js';
export type { InstrumentsOf } from './instruments/instruments.js';
export { instruments } from './instruments/instruments.js';
export type { BoundAdder, BoundRecorder, TypedAdder, TypedInstrument, TypedObservable, TypedRecorder, } from './instruments/typed.js';
export type { Handle } from './lifecycle/handle.js';
export { onShutdown } from './lifecycle/shutdown.js';
export type { LogLevel } from './log.js';
export { meter, meter as default } from './meter.js';
export { start } from './start.js';
export { version } from './version.js';

// config/options.d.ts
import type { MetricReader } from '@opentelemetry/sdk-metrics';
import type { LogLevel } from '../log.js';
export type ExporterName = 'prometheus' | 'otlp' | 'console' | 'none';
export interface StartOptions {
    readonly serviceName?: string;
    readonly resourceAttributes?: Readonly<Record<string, string>>;
    readonly exporters?: readonly ExporterName[];
    readonly metricsPort?: number | 'app';
    readonly metricsHost?: string;
    readonly metricsPath?: string;
    readonly targetInfo?: boolean;
    readonly scopeLabels?: boolean;
    readonly healthEndpoints?: boolean;
    readonly healthMetric?: boolean;
    readonly healthTimeoutMillis?: number;
    readonly exportIntervalMillis?: number;
    readonly exportTimeoutMillis?: number;
    readonly shutdownTimeoutMillis?: number;
    readonly handleSignals?: boolean;
    readonly log?: LogLevel;
    readonly readers?: readonly MetricReader[];
}

// engine/engine.d.ts
import type { MeterProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { IMetricReader } from '@opentelemetry/sdk-metrics';
export interface MetricsEngine {
    readonly name: 'obs' | 'opentelemetry' | 'disabled';
    readonly meterProvider: MeterProvider;
    resource: Resource;
    attach(reader: IMetricReader): void;
    forceFlush(): Promise<void>;
    shutdown(): Promise<void>;
}

// errors.d.ts
export type ObsErrorCode = 'OBS_CONFIG_VALUE' | 'OBS_CONFIG_OPTION' | 'OBS_CONFIG_DEPENDENCY' | 'OBS_INSTRUMENT_CONFLICT' | 'OBS_INSTRUMENT_CATALOG' | 'OBS_HEALTH_CHECK';
export declare class ObsError extends Error {
    readonly code: ObsErrorCode;
    constructor(code: ObsErrorCode, mistake: string, recipe: string, options?: ErrorOptions);
}

// health/health.d.ts
import type { HealthCheck, HealthOptions, HealthReport } from './registry.js';
export declare const health: {
    register(name: string, check: HealthCheck, options?: HealthOptions): () => void;
    run(): Promise<HealthReport>;
};

// health/registry.d.ts
import type { Log } from '../log.js';
export type HealthCheck = () => unknown;
export interface HealthOptions {
    readonly timeoutMillis?: number;
}
export interface HealthReport {
    readonly healthy: boolean;
    readonly checks: Readonly<Record<string, {
        readonly healthy: boolean;
        readonly millis: number;
    }>>;
}
export declare class HealthRegistry {
    #private;
    timeoutMillis: number;
    constructor(log: Log);
    register(name: string, check: HealthCheck, options?: HealthOptions): () => void;
    run(): Promise<HealthReport>;
}

// instruments/dropped.d.ts
export type DropReason = 'not_a_number' | 'not_finite' | 'negative' | 'invalid_label' | 'label_too_long' | 'ended_twice' | 'error';
export declare function dropped(reason: DropReason, where: string, detail: string): void;

// instruments/family.d.ts
import type { CompleteMetric, InstrumentOf, MetricKind } from '@obs/semconv';
import type { Attributes } from '@opentelemetry/api';
import { FamilyGuard } from './guard.js';
import { type Sink } from './sink.js';
export interface SeriesEntry {
    readonly attributes: Attributes;
    readonly sink: Sink;
}
export interface Family {
    readonly guard: FamilyGuard<SeriesEntry>;
    readonly typed: object;
}
export declare function createTyped(metric: CompleteMetric, instrument: InstrumentOf<MetricKind>): Family;

// instruments/guard.d.ts
import type { CompleteMetric } from '@obs/semconv';
import type { Attributes } from '@opentelemetry/api';
import type { DropReason } from './dropped.js';
export interface GuardHooks<S> {
    create(attributes: Attributes): S;
    zero(series: S): void;
    dropped(reason: DropReason, where: string, detail: string): void;
    overflowed(where: string, label: string, limit: number): void;
}
export declare class FamilyGuard<S = unknown> {
    #private;
    readonly metric: CompleteMetric;
    constructor(metric: CompleteMetric, hooks: GuardHooks<S>);
    createZeroSeries(): void;
    find(labels: Readonly<Record<string, unknown>> | undefined): S | undefined;
}

// instruments/instruments.d.ts
import { type Catalog, type CompleteMetric, type MetricDefinition } from '@obs/semconv';
import type { TypedInstrument } from './typed.js';
export type InstrumentsOf<C> = C extends {
    readonly metrics: infer M;
} ? {
    readonly [K in keyof M]: M[K] extends CompleteMetric<infer Kind, infer Labels> ? TypedInstrument<Kind, Labels> : never;
} : never;
export declare function instruments<C extends Catalog<M>, M extends Readonly<Record<string, MetricDefinition>>>(catalog: C): InstrumentsOf<C>;

// instruments/sink.d.ts
import type { Attributes, Counter, Gauge, Histogram, UpDownCounter } from '@opentelemetry/api';
export interface Sink {
    record(value: number): void;
}
type SynchronousInstrument = Counter | UpDownCounter | Gauge | Histogram;
export declare function createSink(instrument: SynchronousInstrument, attributes: Attributes): Sink;
export {};

// instruments/typed.d.ts
import type { LabelDefinition, LabelsOf, MetricKind } from '@obs/semconv';
type LabelArguments<L> = Record<string, never> extends LabelsOf<L> ? [labels?: LabelsOf<L>] : [labels: LabelsOf<L>];
export interface BoundAdder {
    add(value: number): void;
}
export interface BoundRecorder {
    record(value: number): void;
}
export interface TypedAdder<L> {
    add(value: number, ...labels: LabelArguments<L>): void;
    bind(...labels: LabelArguments<L>): BoundAdder;
}
export interface TypedRecorder<L> {
    record(value: number, ...labels: LabelArguments<L>): void;
    bind(...labels: LabelArguments<L>): BoundRecorder;
}
export interface TypedObservable<L> {
    observe(callback: (observe: (value: number, ...labels: LabelArguments<L>) => void) => void | Promise<void>): () => void;
}
export type TypedInstrument<K extends MetricKind, L extends Readonly<Record<string, LabelDefinition>>> = K extends 'counter' | 'updowncounter' ? TypedAdder<L> : K extends 'gauge' | 'histogram' ? TypedRecorder<L> : TypedObservable<L>;
export {};

// lifecycle/handle.d.ts
export interface Handle {
    readonly url: string | undefined;
    forceFlush(): Promise<void>;
    shutdown(): Promise<void>;
}

// lifecycle/shutdown.d.ts
import { type State } from '../state.js';
export declare function onShutdown(callback: () => void | Promise<void>): () => void;
export declare function runShutdownCallbacks(current: State): Promise<void>;
export declare function within(current: State, timeoutMillis: number, what: string, work: Promise<unknown>): Promise<void>;

// log.d.ts
export type LogLevel = 'silent' | 'info' | 'debug';
export declare const logLevels: readonly LogLevel[];
export declare class Log {
    #private;
    level: LogLevel;
    info(message: string): void;
    debug(message: string): void;
    once(key: string, message: string): void;
}

// meter.d.ts
import type { Meter } from '@opentelemetry/api';
export declare const meter: Meter;

// start.d.ts
import type { StartOptions } from './config/options.js';
import type { Handle } from './lifecycle/handle.js';
export declare function start(options?: StartOptions): Promise<Handle>;

// state.d.ts
import type { MetricsEngine } from './engine/engine.js';
import { HealthRegistry } from './health/registry.js';
import type { Family } from './instruments/family.js';
import type { Handle } from './lifecycle/handle.js';
import { Log } from './log.js';
export interface State {
    readonly log: Log;
    readonly engine: MetricsEngine;
    readonly health: HealthRegistry;
    healthExposed: boolean;
    readonly families: Map<string, Family>;
    readonly catalogs: WeakMap<object, object>;
    readonly shutdownCallbacks: Set<() => void | Promise<void>>;
    started: Promise<Handle> | undefined;
}
export declare function state(): State;

// version.d.ts
export declare const version = "0.1.0";
