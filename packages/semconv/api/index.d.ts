// index.d.ts
export type { Catalog, CatalogInput, CompleteMetric, MetricsOf } from './catalog/catalog.js';
export { defineCatalog } from './catalog/catalog.js';
export type { InstrumentOf } from './catalog/instrument.js';
export { createInstrument } from './catalog/instrument.js';
export type { ClosedLabel, LabelDefinition, LabelsOf, OpenLabel } from './catalog/label.js';
export { open } from './catalog/label.js';
export type { MetricDefinition, MetricKind, RuleWaiver, Stability, } from './catalog/metric.js';
export { prometheusName } from './catalog/prometheus-name.js';
export { zeroSeries } from './catalog/zero.js';
export { aoss } from './catalogs/aoss.js';
export { duplex } from './catalogs/duplex.js';
export { executives } from './catalogs/executives.js';
export { gateway } from './catalogs/gateway.js';
export { governance } from './catalogs/governance.js';
export { http } from './catalogs/http.js';
export { jeeves } from './catalogs/jeeves.js';
export { orchestrator } from './catalogs/orchestrator.js';
export { process } from './catalogs/process.js';
export { prometheusApi } from './catalogs/prometheus-api.js';
export { self } from './catalogs/self.js';
export { httpService, service } from './catalogs/service.js';
export { state } from './catalogs/state.js';
export type { CatalogErrorCode } from './errors.js';
export { CatalogError } from './errors.js';

// catalog/catalog.d.ts
import type { LabelDefinition } from './label.js';
import type { MetricDefinition, MetricKind, RuleWaiver, Stability } from './metric.js';
export interface CatalogInput {
    readonly domain: string;
    readonly owner: string;
    readonly metrics: Readonly<Record<string, MetricDefinition>>;
}
export interface CompleteMetric<Kind extends MetricKind = MetricKind, Labels extends Readonly<Record<string, LabelDefinition>> = Readonly<Record<string, LabelDefinition>>> {
    readonly name: string;
    readonly prometheus: string;
    readonly kind: Kind;
    readonly unit: string;
    readonly description: string;
    readonly labels: Labels;
    readonly buckets: readonly number[];
    readonly stability: Stability;
    readonly owner: string;
    readonly zero: boolean;
    readonly maxSeries: number;
    readonly replacedBy: string | undefined;
    readonly waive: readonly RuleWaiver[];
}
type NoLabels = Readonly<Record<never, never>>;
export type MetricsOf<M extends Readonly<Record<string, MetricDefinition>>> = {
    readonly [K in keyof M]: CompleteMetric<M[K]['kind'], M[K]['labels'] extends Readonly<Record<string, LabelDefinition>> ? M[K]['labels'] : NoLabels>;
};
export interface Catalog<M extends Readonly<Record<string, MetricDefinition>> = Readonly<Record<string, MetricDefinition>>> {
    readonly domain: string;
    readonly owner: string;
    readonly metrics: MetricsOf<M>;
}
export declare function defineCatalog<const M extends Readonly<Record<string, MetricDefinition>>>(input: CatalogInput & {
    readonly metrics: M;
}): Catalog<M>;
export {};

// catalog/instrument.d.ts
import type { Attributes, Counter, Gauge, Histogram, Meter, ObservableCounter, ObservableGauge, ObservableUpDownCounter, UpDownCounter } from '@opentelemetry/api';
import type { CompleteMetric } from './catalog.js';
import type { MetricKind } from './metric.js';
interface Instruments<A extends Attributes> {
    counter: Counter<A>;
    updowncounter: UpDownCounter<A>;
    gauge: Gauge<A>;
    histogram: Histogram<A>;
    observablecounter: ObservableCounter<A>;
    observableupdowncounter: ObservableUpDownCounter<A>;
    observablegauge: ObservableGauge<A>;
}
export type InstrumentOf<K extends MetricKind, A extends Attributes = Attributes> = Instruments<A>[K];
export declare function createInstrument<K extends MetricKind>(meter: Meter, metric: CompleteMetric<K>): InstrumentOf<K>;
export {};

// catalog/label.d.ts
export type ClosedLabel = readonly [string, ...string[]];
export interface OpenLabel<Default extends string | undefined = string | undefined> {
    readonly limit: number;
    readonly default: Default;
}
export type LabelDefinition = ClosedLabel | OpenLabel;
export declare function open(limit: number): OpenLabel<undefined>;
export declare function open<const D extends string>(limit: number, options: {
    default: D;
}): OpenLabel<D>;
export declare function isClosed(label: LabelDefinition): label is ClosedLabel;
type ValueOf<L> = L extends readonly (infer V extends string)[] ? V : string;
type OptionalKeys<Labels> = {
    [K in keyof Labels]: Labels[K] extends {
        readonly default: string;
    } ? K : never;
}[keyof Labels];
export type LabelsOf<Labels> = [keyof Labels] extends [never] ? {
    readonly [key: string]: never;
} : {
    readonly [K in Exclude<keyof Labels, OptionalKeys<Labels>>]: ValueOf<Labels[K]>;
} & {
    readonly [K in OptionalKeys<Labels>]?: string;
};
export {};

// catalog/metric.d.ts
import type { LabelDefinition } from './label.js';
export type MetricKind = 'counter' | 'updowncounter' | 'gauge' | 'histogram' | 'observablecounter' | 'observableupdowncounter' | 'observablegauge';
export type Stability = 'stable' | 'experimental' | 'deprecated';
export type RuleWaiver = 'millisecond-like-buckets';
export interface MetricDefinition {
    readonly name: string;
    readonly prometheus?: string;
    readonly kind: MetricKind;
    readonly unit?: string;
    readonly description: string;
    readonly labels?: Readonly<Record<string, LabelDefinition>>;
    readonly buckets?: readonly number[];
    readonly stability?: Stability;
    readonly owner?: string;
    readonly zero?: boolean;
    readonly maxSeries?: number;
    readonly replacedBy?: string;
    readonly waive?: readonly RuleWaiver[];
}

// catalog/prometheus-name.d.ts
import type { MetricKind } from './metric.js';
export declare function prometheusName(metric: {
    name: string;
    kind: MetricKind;
    unit?: string;
}): string;
export declare function isCounter(kind: MetricKind): boolean;

// catalog/zero.d.ts
import { type LabelDefinition } from './label.js';
export declare function zeroSeries(labels: Readonly<Record<string, LabelDefinition>>): readonly Readonly<Record<string, string>>[];

// catalogs/aoss.d.ts
export declare const aoss: import("../catalog/catalog.js").Catalog<{
    readonly executions: {
        readonly name: "aoss.executions";
        readonly prometheus: "aoss_executions_total";
        readonly kind: "counter";
        readonly unit: "{execution}";
        readonly description: "Executions that were started.";
        readonly labels: {
            readonly agent_type: readonly ["general", "network", "database", "security"];
            readonly server_tag: import("../catalog/label.js").OpenLabel<"unknown">;
        };
    };
    readonly executionsCompleted: {
        readonly name: "aoss.executions.completed";
        readonly prometheus: "aoss_executions_completed_total";
        readonly kind: "counter";
        readonly unit: "{execution}";
        readonly description: "Executions that ended, by status.";
        readonly labels: {
            readonly agent_type: readonly ["general", "network", "database", "security"];
            readonly server_tag: import("../catalog/label.js").OpenLabel<"unknown">;
            readonly status: readonly ["Success", "Failed"];
        };
    };
    readonly executionSteps: {
        readonly name: "aoss.execution.steps";
        readonly prometheus: "aoss_execution_steps_total";
        readonly kind: "counter";
        readonly unit: "{step}";
        readonly description: "Steps of executions that ended, by status.";
        readonly labels: {
            readonly agent_type: readonly ["general", "network", "database", "security"];
            readonly status: readonly ["Success", "Failed"];
        };
    };
    readonly executionErrors: {
        readonly name: "aoss.execution.errors";
        readonly prometheus: "aoss_execution_errors_total";
        readonly kind: "counter";
        readonly unit: "{error}";
        readonly description: "Errors that executions met, by type.";
        readonly labels: {
            readonly error_type: import("../catalog/label.js").OpenLabel<undefined>;
            readonly agent_type: readonly ["general", "network", "database", "security"];
        };
    };
    readonly executionDuration: {
        readonly name: "aoss.execution.duration";
        readonly prometheus: "aoss_execution_duration_seconds";
        readonly kind: "histogram";
        readonly unit: "s";
        readonly description: "Time that one execution took, in seconds, whatever its status.";
        readonly labels: {
            readonly agent_type: readonly ["general", "network", "database", "security"];
            readonly status: readonly ["Success", "Failed"];
        };
        readonly buckets: readonly [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300];
    };
    readonly activeExecutions: {
        readonly name: "aoss.active_executions";
        readonly prometheus: "aoss_active_executions";
        readonly kind: "updowncounter";
        readonly unit: "{execution}";
        readonly description: "Executions that are running now.";
        readonly labels: {
            readonly agent_type: readonly ["general", "network", "database", "security"];
        };
    };
    readonly selfHealingAttempts: {
        readonly name: "aoss.self_healing.attempts";
        readonly prometheus: "aoss_self_healing_attempts_total";
        readonly kind: "counter";
        readonly unit: "{attempt}";
        readonly description: "Attempts of an execution to heal itself, by success.";
        readonly labels: {
            readonly agent_type: readonly ["general", "network", "database", "security"];
            readonly success: readonly ["true", "false"];
        };
    };
    readonly apiRequests: {
        readonly name: "aoss.api.requests";
        readonly prometheus: "aoss_api_requests_total";
        readonly kind: "counter";
        readonly unit: "{request}";
        readonly description: "HTTP requests that the API answered.";
        readonly labels: {
            method: readonly ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "_OTHER"];
            endpoint: import("../catalog/label.js").OpenLabel<undefined>;
            status: import("../catalog/label.js").OpenLabel<undefined>;
        };
        readonly zero: false;
    };
    readonly dbOperations: {
        readonly name: "aoss.db.operations";
        readonly prometheus: "aoss_db_operations_total";
        readonly kind: "counter";
        readonly unit: "{operation}";
        readonly description: "Database operations that ended, by status.";
        readonly labels: {
            readonly operation: import("../catalog/label.js").OpenLabel<undefined>;
            readonly status: readonly ["Success", "Failed"];
        };
    };
    readonly complianceChecks: {
        readonly name: "aoss.compliance.checks";
        readonly prometheus: "aoss_compliance_checks_total";
        readonly kind: "counter";
        readonly unit: "{check}";
        readonly description: "Compliance checks of executions, by result.";
        readonly labels: {
            readonly agent_type: readonly ["general", "network", "database", "security"];
            readonly result: readonly ["passed", "failed"];
        };
    };
}>;

// catalogs/duplex.d.ts
export declare const duplex: import("../catalog/catalog.js").Catalog<{
    readonly httpRequests: {
        readonly name: 'http.requests';
        readonly prometheus: 'http_requests_total';
        readonly kind: 'counter';
        readonly unit: '{request}';
        readonly description: 'HTTP requests that the service answered.';
        readonly labels: {
            readonly method: readonly ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "_OTHER"];
            readonly status: import("../index.js").OpenLabel<undefined>;
            readonly endpoint: import("../index.js").OpenLabel<undefined>;
        };
        readonly zero: false;
    };
    readonly httpRequestDuration: {
        readonly name: 'http.request.duration';
        readonly prometheus: 'http_request_duration_seconds';
        readonly kind: 'histogram';
        readonly unit: 's';
        readonly description: 'Time from the arrival of an HTTP request to the end of its response, in seconds.';
        readonly buckets: readonly [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    };
    readonly healthStatus: {
        readonly name: 'service.health.status';
        readonly prometheus: 'service_health_status';
        readonly kind: 'observablegauge';
        readonly description: 'Health of the service by its own checks: 1 is healthy, 0 is down.';
    };
    readonly sessionsActive: {
        readonly name: "duplex.sessions.active";
        readonly prometheus: "duplex_sessions_active";
        readonly kind: "updowncounter";
        readonly unit: "{session}";
        readonly description: "Duplex sessions that are open now.";
    };
    readonly sessions: {
        readonly name: "duplex.sessions";
        readonly prometheus: "duplex_sessions_total";
        readonly kind: "counter";
        readonly unit: "{session}";
        readonly description: "Duplex sessions that were opened.";
    };
    readonly rtt: {
        readonly name: "duplex.rtt";
        readonly prometheus: "duplex_rtt_seconds";
        readonly kind: "histogram";
        readonly unit: "s";
        readonly description: "Round-trip time between the service and a session's client, in seconds.";
        readonly buckets: readonly [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2];
    };
    readonly audioQualityScore: {
        readonly name: "duplex.audio.quality.score";
        readonly prometheus: "duplex_audio_quality_score";
        readonly kind: "gauge";
        readonly description: "Latest audio quality as a mean opinion score, from 1 (bad) to 5 (excellent).";
    };
}>;

// catalogs/executives.d.ts
export declare const executives: import("../catalog/catalog.js").Catalog<{
    readonly httpRequests: {
        readonly name: 'http.requests';
        readonly prometheus: 'http_requests_total';
        readonly kind: 'counter';
        readonly unit: '{request}';
        readonly description: 'HTTP requests that the service answered.';
        readonly labels: {
            readonly method: readonly ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "_OTHER"];
            readonly status: import("../index.js").OpenLabel<undefined>;
            readonly endpoint: import("../index.js").OpenLabel<undefined>;
        };
        readonly zero: false;
    };
    readonly httpRequestDuration: {
        readonly name: 'http.request.duration';
        readonly prometheus: 'http_request_duration_seconds';
        readonly kind: 'histogram';
        readonly unit: 's';
        readonly description: 'Time from the arrival of an HTTP request to the end of its response, in seconds.';
        readonly buckets: readonly [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    };
    readonly healthStatus: {
        readonly name: 'service.health.status';
        readonly prometheus: 'service_health_status';
        readonly kind: 'observablegauge';
        readonly description: 'Health of the service by its own checks: 1 is healthy, 0 is down.';
    };
    readonly analyses: {
        readonly name: "executive.analysis";
        readonly prometheus: "executive_analysis_total";
        readonly kind: "counter";
        readonly unit: "{analysis}";
        readonly description: "Analyses that an executive ended, failed ones included.";
        readonly labels: {
            readonly executive: readonly ["ceo", "cfo", "cto"];
        };
    };
    readonly analysisDuration: {
        readonly name: "executive.analysis.duration";
        readonly prometheus: "executive_analysis_duration_seconds";
        readonly kind: "histogram";
        readonly unit: "s";
        readonly description: "Time that one analysis took, in seconds, failed ones included.";
        readonly labels: {
            readonly executive: readonly ["ceo", "cfo", "cto"];
        };
        readonly buckets: readonly [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120];
    };
    readonly analysisFailures: {
        readonly name: "executive.analysis.failures";
        readonly prometheus: "executive_analysis_failures_total";
        readonly kind: "counter";
        readonly unit: "{analysis}";
        readonly description: "Analyses that ended in a failure.";
        readonly labels: {
            readonly executive: readonly ["ceo", "cfo", "cto"];
        };
    };
    readonly consensusScore: {
        readonly name: "executive.consensus.score";
        readonly prometheus: "executive_consensus_score";
        readonly kind: "gauge";
        readonly description: "Latest agreement between the executives, from 0 (none) to 1 (full).";
    };
}>;

// catalogs/gateway.d.ts
export declare const gateway: import("../catalog/catalog.js").Catalog<{
    readonly httpRequests: {
        readonly name: "gateway.http.requests";
        readonly prometheus: "gateway_http_requests_total";
        readonly kind: "counter";
        readonly unit: "{request}";
        readonly description: "HTTP requests that the gateway answered.";
        readonly labels: {
            method: readonly ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "_OTHER"];
            route: import("../catalog/label.js").OpenLabel<undefined>;
            status_code: import("../catalog/label.js").OpenLabel<undefined>;
        };
        readonly zero: false;
    };
    readonly httpRequestDuration: {
        readonly name: "gateway.http.request.duration";
        readonly prometheus: "gateway_http_request_duration_seconds";
        readonly kind: "histogram";
        readonly unit: "s";
        readonly description: "Time from the arrival of an HTTP request to the end of its response, in seconds.";
        readonly labels: {
            method: readonly ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "_OTHER"];
            route: import("../catalog/label.js").OpenLabel<undefined>;
        };
        readonly buckets: readonly [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    };
    readonly linearApiCalls: {
        readonly name: "gateway.linear.api.calls";
        readonly prometheus: "gateway_linear_api_calls_total";
        readonly kind: "counter";
        readonly unit: "{call}";
        readonly description: "Calls from the gateway to the Linear API that ended, by status.";
        readonly labels: {
            readonly operation: import("../catalog/label.js").OpenLabel<undefined>;
            readonly status: readonly ["success", "error"];
        };
    };
    readonly linearApiDuration: {
        readonly name: "gateway.linear.api.duration";
        readonly prometheus: "gateway_linear_api_duration_seconds";
        readonly kind: "histogram";
        readonly unit: "s";
        readonly description: "Time that one call to the Linear API took, in seconds, whatever its status.";
        readonly labels: {
            readonly operation: import("../catalog/label.js").OpenLabel<undefined>;
        };
        readonly buckets: readonly [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    };
    readonly oauthFlows: {
        readonly name: "gateway.oauth.flows";
        readonly prometheus: "gateway_oauth_flows_total";
        readonly kind: "counter";
        readonly unit: "{flow}";
        readonly description: "OAuth flows that ended, by outcome.";
        readonly labels: {
            readonly provider: import("../catalog/label.js").OpenLabel<undefined>;
            readonly outcome: readonly ["completed", "denied", "expired", "error"];
        };
    };
}>;

// catalogs/governance.d.ts
export declare const governance: import("../catalog/catalog.js").Catalog<{
    readonly httpRequests: {
        readonly name: 'http.requests';
        readonly prometheus: 'http_requests_total';
        readonly kind: 'counter';
        readonly unit: '{request}';
        readonly description: 'HTTP requests that the service answered.';
        readonly labels: {
            readonly method: readonly ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "_OTHER"];
            readonly status: import("../catalog/label.js").OpenLabel<undefined>;
            readonly endpoint: import("../catalog/label.js").OpenLabel<undefined>;
        };
        readonly zero: false;
    };
    readonly httpRequestDuration: {
        readonly name: 'http.request.duration';
        readonly prometheus: 'http_request_duration_seconds';
        readonly kind: 'histogram';
        readonly unit: 's';
        readonly description: 'Time from the arrival of an HTTP request to the end of its response, in seconds.';
        readonly buckets: readonly [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    };
    readonly healthStatus: {
        readonly name: 'service.health.status';
        readonly prometheus: 'service_health_status';
        readonly kind: 'observablegauge';
        readonly description: 'Health of the service by its own checks: 1 is healthy, 0 is down.';
    };
    readonly deliberations: {
        readonly name: "governance.deliberation";
        readonly prometheus: "governance_deliberation_total";
        readonly kind: "counter";
        readonly unit: "{deliberation}";
        readonly description: "Deliberations that ended, with or without a decision.";
    };
    readonly deliberationDuration: {
        readonly name: "governance.deliberation.duration";
        readonly prometheus: "governance_deliberation_duration_seconds";
        readonly kind: "histogram";
        readonly unit: "s";
        readonly description: "Time that one deliberation took, in seconds.";
        readonly buckets: readonly [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120];
    };
    readonly votes: {
        readonly name: "governance.vote";
        readonly prometheus: "governance_vote_total";
        readonly kind: "counter";
        readonly unit: "{vote}";
        readonly description: "Votes that were closed, by their outcome.";
        readonly labels: {
            readonly outcome: readonly ["approved", "rejected"];
        };
    };
    readonly policyViolations: {
        readonly name: "governance.policy.violations";
        readonly prometheus: "governance_policy_violations_total";
        readonly kind: "counter";
        readonly unit: "{violation}";
        readonly description: "Violations of a policy that governance found.";
        readonly labels: {
            policy: import("../catalog/label.js").OpenLabel<undefined>;
        };
    };
}>;

// catalogs/http.d.ts
export declare const http: import("../catalog/catalog.js").Catalog<{
    readonly serverRequestDuration: {
        readonly name: "http.server.request.duration";
        readonly prometheus: "http_server_request_duration_seconds";
        readonly kind: "histogram";
        readonly unit: "s";
        readonly description: "Duration of HTTP server requests.";
        readonly labels: {
            'http.request.method': import("../catalog/label.js").OpenLabel<undefined>;
            'http.route': import("../catalog/label.js").OpenLabel<undefined>;
            'http.response.status_code': import("../catalog/label.js").OpenLabel<undefined>;
            'url.scheme': readonly ["http", "https"];
            'network.protocol.version': import("../catalog/label.js").OpenLabel<undefined>;
            'error.type': import("../catalog/label.js").OpenLabel<undefined>;
        };
        readonly buckets: readonly [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
    };
    readonly serverActiveRequests: {
        readonly name: "http.server.active_requests";
        readonly prometheus: "http_server_active_requests";
        readonly kind: "updowncounter";
        readonly unit: "{request}";
        readonly description: "Number of active HTTP server requests.";
        readonly labels: {
            'http.request.method': import("../catalog/label.js").OpenLabel<undefined>;
            'url.scheme': readonly ["http", "https"];
        };
        readonly stability: "experimental";
    };
    readonly clientRequestDuration: {
        readonly name: "http.client.request.duration";
        readonly prometheus: "http_client_request_duration_seconds";
        readonly kind: "histogram";
        readonly unit: "s";
        readonly description: "Duration of HTTP client requests.";
        readonly labels: {
            'http.request.method': import("../catalog/label.js").OpenLabel<undefined>;
            'server.address': import("../catalog/label.js").OpenLabel<undefined>;
            'server.port': import("../catalog/label.js").OpenLabel<undefined>;
            'http.response.status_code': import("../catalog/label.js").OpenLabel<undefined>;
            'url.scheme': readonly ["http", "https"];
            'network.protocol.version': import("../catalog/label.js").OpenLabel<undefined>;
            'error.type': import("../catalog/label.js").OpenLabel<undefined>;
        };
        readonly buckets: readonly [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
    };
}>;

// catalogs/jeeves.d.ts
export declare const jeeves: import("../catalog/catalog.js").Catalog<{
    readonly pipelineExecutions: {
        readonly name: "jeeves.pipeline.executions";
        readonly prometheus: "jeeves_pipeline_executions_total";
        readonly kind: "counter";
        readonly unit: "{execution}";
        readonly description: "Pipeline executions that ended, by status.";
        readonly labels: {
            readonly pipeline: import("../catalog/label.js").OpenLabel<undefined>;
            readonly status: readonly ["success", "error", "terminated"];
        };
    };
    readonly pipelineDuration: {
        readonly name: "jeeves.pipeline.duration";
        readonly prometheus: "jeeves_pipeline_duration_seconds";
        readonly kind: "histogram";
        readonly unit: "s";
        readonly description: "Time that one pipeline execution took, in seconds, whatever its status.";
        readonly labels: {
            readonly pipeline: import("../catalog/label.js").OpenLabel<undefined>;
        };
        readonly buckets: readonly [0.1, 0.5, 1, 2, 5, 10, 30, 60];
    };
    readonly agentExecutions: {
        readonly name: "jeeves.agent.executions";
        readonly prometheus: "jeeves_agent_executions_total";
        readonly kind: "counter";
        readonly unit: "{execution}";
        readonly description: "Agent executions that ended, by status.";
        readonly labels: {
            readonly agent: import("../catalog/label.js").OpenLabel<undefined>;
            readonly status: readonly ["success", "error"];
        };
    };
    readonly agentDuration: {
        readonly name: "jeeves.agent.duration";
        readonly prometheus: "jeeves_agent_duration_seconds";
        readonly kind: "histogram";
        readonly unit: "s";
        readonly description: "Time that one agent execution took, in seconds, whatever its status.";
        readonly labels: {
            readonly agent: import("../catalog/label.js").OpenLabel<undefined>;
        };
        readonly buckets: readonly [0.01, 0.05, 0.1, 0.5, 1, 2, 5];
    };
    readonly llmCalls: {
        readonly name: "jeeves.llm.calls";
        readonly prometheus: "jeeves_llm_calls_total";
        readonly kind: "counter";
        readonly unit: "{call}";
        readonly description: "Calls to a large language model that ended, by status.";
        readonly labels: {
            provider: import("../catalog/label.js").OpenLabel<undefined>;
            model: import("../catalog/label.js").OpenLabel<undefined>;
            status: readonly ["success", "error"];
        };
    };
    readonly llmDuration: {
        readonly name: "jeeves.llm.duration";
        readonly prometheus: "jeeves_llm_duration_seconds";
        readonly kind: "histogram";
        readonly unit: "s";
        readonly description: "Time that one call to a large language model took, in seconds, whatever its status.";
        readonly labels: {
            provider: import("../catalog/label.js").OpenLabel<undefined>;
            model: import("../catalog/label.js").OpenLabel<undefined>;
        };
        readonly buckets: readonly [0.1, 0.5, 1, 2, 5, 10, 30];
    };
    readonly llmTokens: {
        readonly name: "jeeves.llm.tokens";
        readonly prometheus: "jeeves_llm_tokens_total";
        readonly kind: "counter";
        readonly unit: "{token}";
        readonly description: "Tokens that went into (prompt) and came out of (completion) large language models.";
        readonly labels: {
            readonly provider: import("../catalog/label.js").OpenLabel<undefined>;
            readonly model: import("../catalog/label.js").OpenLabel<undefined>;
            readonly type: readonly ["prompt", "completion"];
        };
    };
    readonly llmCost: {
        readonly name: "jeeves.llm.cost.usd";
        readonly prometheus: "jeeves_llm_cost_usd_total";
        readonly kind: "counter";
        readonly unit: "{USD}";
        readonly description: "Cost of the calls to large language models, in US dollars.";
        readonly labels: {
            provider: import("../catalog/label.js").OpenLabel<undefined>;
            model: import("../catalog/label.js").OpenLabel<undefined>;
        };
    };
    readonly llmProviderCalls: {
        readonly name: "jeeves.llm.provider.calls";
        readonly prometheus: "jeeves_llm_provider_calls_total";
        readonly kind: "counter";
        readonly unit: "{call}";
        readonly description: "Deprecated alias of jeeves_llm_calls_total.";
        readonly labels: {
            provider: import("../catalog/label.js").OpenLabel<undefined>;
            model: import("../catalog/label.js").OpenLabel<undefined>;
            status: readonly ["success", "error"];
        };
        readonly stability: "deprecated";
        readonly replacedBy: "llmCalls";
    };
    readonly llmProviderDuration: {
        readonly name: "jeeves.llm.provider.duration";
        readonly prometheus: "jeeves_llm_provider_duration_seconds";
        readonly kind: "histogram";
        readonly unit: "s";
        readonly description: "Deprecated alias of jeeves_llm_duration_seconds.";
        readonly labels: {
            provider: import("../catalog/label.js").OpenLabel<undefined>;
            model: import("../catalog/label.js").OpenLabel<undefined>;
        };
        readonly buckets: readonly [0.1, 0.5, 1, 2, 5, 10, 30];
        readonly stability: "deprecated";
        readonly replacedBy: "llmDuration";
    };
    readonly grpcRequests: {
        readonly name: "jeeves.grpc.requests";
        readonly prometheus: "jeeves_grpc_requests_total";
        readonly kind: "counter";
        readonly unit: "{request}";
        readonly description: "gRPC requests that the server ended, by status.";
        readonly labels: {
            readonly method: import("../catalog/label.js").OpenLabel<undefined>;
            readonly status: readonly ["success", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED"];
        };
    };
    readonly grpcRequestDuration: {
        readonly name: "jeeves.grpc.request.duration";
        readonly prometheus: "jeeves_grpc_request_duration_seconds";
        readonly kind: "histogram";
        readonly unit: "s";
        readonly description: "Time from the arrival of a gRPC request to the end of its response, in seconds.";
        readonly labels: {
            readonly method: import("../catalog/label.js").OpenLabel<undefined>;
        };
        readonly buckets: readonly [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2, 5];
    };
    readonly httpRequests: {
        readonly name: "jeeves.http.requests";
        readonly prometheus: "jeeves_http_requests_total";
        readonly kind: "counter";
        readonly unit: "{request}";
        readonly description: "HTTP requests that the service answered.";
        readonly labels: {
            method: readonly ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "_OTHER"];
            path: import("../catalog/label.js").OpenLabel<undefined>;
            status_code: import("../catalog/label.js").OpenLabel<undefined>;
        };
        readonly zero: false;
    };
    readonly httpRequestDuration: {
        readonly name: "jeeves.http.request.duration";
        readonly prometheus: "jeeves_http_request_duration_seconds";
        readonly kind: "histogram";
        readonly unit: "s";
        readonly description: "Time from the arrival of an HTTP request to the end of its response, in seconds.";
        readonly labels: {
            method: readonly ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "_OTHER"];
            path: import("../catalog/label.js").OpenLabel<undefined>;
        };
        readonly buckets: readonly [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    };
    readonly orchestratorExecutions: {
        readonly name: "jeeves.orchestrator.executions";
        readonly prometheus: "jeeves_orchestrator_executions_total";
        readonly kind: "counter";
        readonly unit: "{execution}";
        readonly description: "Orchestrations that ended, by outcome.";
        readonly labels: {
            outcome: readonly ["success", "error", "terminated"];
        };
    };
    readonly orchestratorDuration: {
        readonly name: "jeeves.orchestrator.duration";
        readonly prometheus: "jeeves_orchestrator_duration_seconds";
        readonly kind: "histogram";
        readonly unit: "s";
        readonly description: "Time that one orchestration took, in seconds, whatever its outcome.";
        readonly buckets: readonly [0.1, 0.5, 1, 2, 5, 10, 30, 60];
    };
    readonly metaValidations: {
        readonly name: "jeeves.meta.validation";
        readonly prometheus: "jeeves_meta_validation_total";
        readonly kind: "counter";
        readonly unit: "{validation}";
        readonly description: "Meta-validations of a result, by outcome.";
        readonly labels: {
            readonly outcome: readonly ["passed", "failed"];
        };
    };
    readonly retries: {
        readonly name: "jeeves.retries";
        readonly prometheus: "jeeves_retries_total";
        readonly kind: "counter";
        readonly unit: "{retry}";
        readonly description: "Attempts that were made again, by the reason of the retry.";
        readonly labels: {
            reason: import("../catalog/label.js").OpenLabel<undefined>;
        };
    };
}>;

// catalogs/orchestrator.d.ts
export declare const orchestrator: import("../catalog/catalog.js").Catalog<{
    readonly tasks: {
        readonly name: "orchestrator.tasks";
        readonly prometheus: "orchestrator_tasks_total";
        readonly kind: "counter";
        readonly unit: "{task}";
        readonly description: "Tasks that an agent ended, by outcome.";
        readonly labels: {
            readonly agent: import("../catalog/label.js").OpenLabel<undefined>;
            readonly outcome: readonly ["completed", "failed", "cancelled"];
        };
    };
    readonly taskDuration: {
        readonly name: "orchestrator.task.duration";
        readonly prometheus: "orchestrator_task_duration_seconds";
        readonly kind: "histogram";
        readonly unit: "s";
        readonly description: "Time that an agent took for one task, in seconds, whatever its outcome.";
        readonly labels: {
            readonly agent: import("../catalog/label.js").OpenLabel<undefined>;
        };
        readonly buckets: readonly [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300];
    };
    readonly agentSelections: {
        readonly name: "orchestrator.agent.selections";
        readonly prometheus: "orchestrator_agent_selections_total";
        readonly kind: "counter";
        readonly unit: "{selection}";
        readonly description: "Times that an agent was selected for a task, by reason.";
        readonly labels: {
            readonly agent: import("../catalog/label.js").OpenLabel<undefined>;
            readonly reason: import("../catalog/label.js").OpenLabel<undefined>;
        };
    };
    readonly hitlApprovals: {
        readonly name: "orchestrator.hitl.approvals";
        readonly prometheus: "orchestrator_hitl_approvals_total";
        readonly kind: "counter";
        readonly unit: "{approval}";
        readonly description: "Requests for a human's approval that ended, by outcome.";
        readonly labels: {
            readonly outcome: readonly ["approved", "rejected", "timeout"];
        };
    };
    readonly hitlApprovalWait: {
        readonly name: "orchestrator.hitl.approval.wait";
        readonly prometheus: "orchestrator_hitl_approval_wait_seconds";
        readonly kind: "histogram";
        readonly unit: "s";
        readonly description: "Time that a request waited for a human's approval, in seconds, whatever its outcome.";
        readonly buckets: readonly [1, 5, 15, 60, 300, 900, 3600, 14400, 43200, 86400];
    };
    readonly llmTokens: {
        readonly name: "orchestrator.llm.tokens";
        readonly prometheus: "orchestrator_llm_tokens_total";
        readonly kind: "counter";
        readonly unit: "{token}";
        readonly description: "Tokens that went into (prompt) and came out of (completion) large language models.";
        readonly labels: {
            readonly provider: import("../catalog/label.js").OpenLabel<undefined>;
            readonly model: import("../catalog/label.js").OpenLabel<undefined>;
            readonly type: readonly ["prompt", "completion"];
        };
    };
    readonly llmCost: {
        readonly name: "orchestrator.llm.cost.usd";
        readonly prometheus: "orchestrator_llm_cost_usd_total";
        readonly kind: "counter";
        readonly unit: "{USD}";
        readonly description: "Cost of the calls to large language models, in US dollars.";
        readonly labels: {
            provider: import("../catalog/label.js").OpenLabel<undefined>;
            model: import("../catalog/label.js").OpenLabel<undefined>;
        };
    };
}>;

// catalogs/process.d.ts
export declare const process: import("../catalog/catalog.js").Catalog<{
    readonly cpuUser: {
        readonly name: "process.cpu.user";
        readonly prometheus: "process_cpu_user_seconds_total";
        readonly kind: "observablecounter";
        readonly unit: "s";
        readonly description: "Total user CPU time spent in seconds.";
    };
    readonly cpuSystem: {
        readonly name: "process.cpu.system";
        readonly prometheus: "process_cpu_system_seconds_total";
        readonly kind: "observablecounter";
        readonly unit: "s";
        readonly description: "Total system CPU time spent in seconds.";
    };
    readonly cpu: {
        readonly name: "process.cpu";
        readonly prometheus: "process_cpu_seconds_total";
        readonly kind: "observablecounter";
        readonly unit: "s";
        readonly description: "Total user and system CPU time spent in seconds.";
    };
    readonly startTime: {
        readonly name: "process.start_time";
        readonly prometheus: "process_start_time_seconds";
        readonly kind: "observablegauge";
        readonly unit: "s";
        readonly description: "Start time of the process since unix epoch in seconds.";
    };
    readonly residentMemory: {
        readonly name: "process.resident_memory";
        readonly prometheus: "process_resident_memory_bytes";
        readonly kind: "observablegauge";
        readonly unit: "By";
        readonly description: "Resident memory size in bytes.";
    };
    readonly virtualMemory: {
        readonly name: "process.virtual_memory";
        readonly prometheus: "process_virtual_memory_bytes";
        readonly kind: "observablegauge";
        readonly unit: "By";
        readonly description: "Virtual memory size in bytes.";
    };
    readonly heap: {
        readonly name: "process.heap";
        readonly prometheus: "process_heap_bytes";
        readonly kind: "observablegauge";
        readonly unit: "By";
        readonly description: "Process heap size in bytes.";
    };
    readonly openFds: {
        readonly name: "process.open_fds";
        readonly prometheus: "process_open_fds";
        readonly kind: "observablegauge";
        readonly description: "Number of open file descriptors.";
    };
    readonly maxFds: {
        readonly name: "process.max_fds";
        readonly prometheus: "process_max_fds";
        readonly kind: "observablegauge";
        readonly description: "Maximum number of open file descriptors.";
    };
    readonly eventloopLag: {
        readonly name: "nodejs.eventloop.lag";
        readonly prometheus: "nodejs_eventloop_lag_seconds";
        readonly kind: "observablegauge";
        readonly unit: "s";
        readonly description: "Lag of event loop in seconds.";
    };
    readonly eventloopLagMin: {
        readonly name: "nodejs.eventloop.lag.min";
        readonly prometheus: "nodejs_eventloop_lag_min_seconds";
        readonly kind: "observablegauge";
        readonly unit: "s";
        readonly description: "The minimum recorded event loop delay.";
    };
    readonly eventloopLagMax: {
        readonly name: "nodejs.eventloop.lag.max";
        readonly prometheus: "nodejs_eventloop_lag_max_seconds";
        readonly kind: "observablegauge";
        readonly unit: "s";
        readonly description: "The maximum recorded event loop delay.";
    };
    readonly eventloopLagMean: {
        readonly name: "nodejs.eventloop.lag.mean";
        readonly prometheus: "nodejs_eventloop_lag_mean_seconds";
        readonly kind: "observablegauge";
        readonly unit: "s";
        readonly description: "The mean of the recorded event loop delays.";
    };
    readonly eventloopLagStddev: {
        readonly name: "nodejs.eventloop.lag.stddev";
        readonly prometheus: "nodejs_eventloop_lag_stddev_seconds";
        readonly kind: "observablegauge";
        readonly unit: "s";
        readonly description: "The standard deviation of the recorded event loop delays.";
    };
    readonly eventloopLagP50: {
        readonly name: "nodejs.eventloop.lag.p50";
        readonly prometheus: "nodejs_eventloop_lag_p50_seconds";
        readonly kind: "observablegauge";
        readonly unit: "s";
        readonly description: "The 50th percentile of the recorded event loop delays.";
    };
    readonly eventloopLagP90: {
        readonly name: "nodejs.eventloop.lag.p90";
        readonly prometheus: "nodejs_eventloop_lag_p90_seconds";
        readonly kind: "observablegauge";
        readonly unit: "s";
        readonly description: "The 90th percentile of the recorded event loop delays.";
    };
    readonly eventloopLagP99: {
        readonly name: "nodejs.eventloop.lag.p99";
        readonly prometheus: "nodejs_eventloop_lag_p99_seconds";
        readonly kind: "observablegauge";
        readonly unit: "s";
        readonly description: "The 99th percentile of the recorded event loop delays.";
    };
    readonly activeResources: {
        readonly name: "nodejs.active.resources";
        readonly prometheus: "nodejs_active_resources";
        readonly kind: "observablegauge";
        readonly description: "Number of active resources that are currently keeping the event loop alive, grouped by async resource type.";
        readonly labels: {
            readonly type: import("../catalog/label.js").OpenLabel<undefined>;
        };
    };
    readonly activeResourcesTotal: {
        readonly name: "nodejs.active.resources.total";
        readonly prometheus: "nodejs_active_resources_total";
        readonly kind: "observablegauge";
        readonly description: "Total number of active resources.";
    };
    readonly activeHandles: {
        readonly name: "nodejs.active.handles";
        readonly prometheus: "nodejs_active_handles";
        readonly kind: "observablegauge";
        readonly description: "Number of active libuv handles grouped by handle type. Every handle type is C++ class name.";
        readonly labels: {
            readonly type: import("../catalog/label.js").OpenLabel<undefined>;
        };
    };
    readonly activeHandlesTotal: {
        readonly name: "nodejs.active.handles.total";
        readonly prometheus: "nodejs_active_handles_total";
        readonly kind: "observablegauge";
        readonly description: "Total number of active handles.";
    };
    readonly activeRequests: {
        readonly name: "nodejs.active.requests";
        readonly prometheus: "nodejs_active_requests";
        readonly kind: "observablegauge";
        readonly description: "Number of active libuv requests grouped by request type. Every request type is C++ class name.";
        readonly labels: {
            readonly type: import("../catalog/label.js").OpenLabel<undefined>;
        };
    };
    readonly activeRequestsTotal: {
        readonly name: "nodejs.active.requests.total";
        readonly prometheus: "nodejs_active_requests_total";
        readonly kind: "observablegauge";
        readonly description: "Total number of active requests.";
    };
    readonly heapSizeTotal: {
        readonly name: "nodejs.heap.size.total";
        readonly prometheus: "nodejs_heap_size_total_bytes";
        readonly kind: "observablegauge";
        readonly unit: "By";
        readonly description: "Process heap size from Node.js in bytes.";
    };
    readonly heapSizeUsed: {
        readonly name: "nodejs.heap.size.used";
        readonly prometheus: "nodejs_heap_size_used_bytes";
        readonly kind: "observablegauge";
        readonly unit: "By";
        readonly description: "Process heap size used from Node.js in bytes.";
    };
    readonly externalMemory: {
        readonly name: "nodejs.external_memory";
        readonly prometheus: "nodejs_external_memory_bytes";
        readonly kind: "observablegauge";
        readonly unit: "By";
        readonly description: "Node.js external memory size in bytes.";
    };
    readonly heapSpaceSizeTotal: {
        readonly name: "nodejs.heap.space.size.total";
        readonly prometheus: "nodejs_heap_space_size_total_bytes";
        readonly kind: "observablegauge";
        readonly unit: "By";
        readonly description: "Process heap space size total from Node.js in bytes.";
        readonly labels: {
            readonly space: import("../catalog/label.js").OpenLabel<undefined>;
        };
    };
    readonly heapSpaceSizeUsed: {
        readonly name: "nodejs.heap.space.size.used";
        readonly prometheus: "nodejs_heap_space_size_used_bytes";
        readonly kind: "observablegauge";
        readonly unit: "By";
        readonly description: "Process heap space size used from Node.js in bytes.";
        readonly labels: {
            readonly space: import("../catalog/label.js").OpenLabel<undefined>;
        };
    };
    readonly heapSpaceSizeAvailable: {
        readonly name: "nodejs.heap.space.size.available";
        readonly prometheus: "nodejs_heap_space_size_available_bytes";
        readonly kind: "observablegauge";
        readonly unit: "By";
        readonly description: "Process heap space size available from Node.js in bytes.";
        readonly labels: {
            readonly space: import("../catalog/label.js").OpenLabel<undefined>;
        };
    };
    readonly versionInfo: {
        readonly name: "nodejs.version.info";
        readonly prometheus: "nodejs_version_info";
        readonly kind: "observablegauge";
        readonly description: "Node.js version info.";
        readonly labels: {
            version: import("../catalog/label.js").OpenLabel<undefined>;
            major: import("../catalog/label.js").OpenLabel<undefined>;
            minor: import("../catalog/label.js").OpenLabel<undefined>;
            patch: import("../catalog/label.js").OpenLabel<undefined>;
        };
    };
    readonly gcDuration: {
        readonly name: "nodejs.gc.duration";
        readonly prometheus: "nodejs_gc_duration_seconds";
        readonly kind: "histogram";
        readonly unit: "s";
        readonly description: "Garbage collection duration by kind, one of major, minor, incremental or weakcb.";
        readonly labels: {
            readonly kind: readonly ["major", "minor", "incremental", "weakcb"];
        };
        readonly buckets: readonly [0.001, 0.01, 0.1, 1, 2, 5];
    };
}>;

// catalogs/prometheus-api.d.ts
export declare const prometheusApi: import("../catalog/catalog.js").Catalog<{
    readonly requests: {
        readonly name: "fastapi.requests";
        readonly prometheus: "fastapi_requests_total";
        readonly kind: "counter";
        readonly description: "HTTP requests that the observed backend answered.";
        readonly labels: {
            status: import("../catalog/label.js").OpenLabel<undefined>;
        };
    };
    readonly requestsDuration: {
        readonly name: "fastapi.requests.duration";
        readonly prometheus: "fastapi_requests_duration_seconds";
        readonly kind: "histogram";
        readonly unit: "s";
        readonly description: "Time that the observed backend took for an HTTP request, in seconds.";
        readonly buckets: readonly [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    };
    readonly requestsInProgress: {
        readonly name: "fastapi.requests.in_progress";
        readonly prometheus: "fastapi_requests_in_progress";
        readonly kind: "updowncounter";
        readonly description: "HTTP requests that the observed backend works on now.";
    };
    readonly exceptions: {
        readonly name: "fastapi.exceptions";
        readonly prometheus: "fastapi_exceptions_total";
        readonly kind: "counter";
        readonly description: "Exceptions that left a request handler of the observed backend.";
    };
    readonly providers: {
        readonly name: "gatewayz.providers.total";
        readonly prometheus: "gatewayz_providers_total";
        readonly kind: "gauge";
        readonly description: "Providers that the observed backend knows.";
    };
    readonly providersHealthy: {
        readonly name: "gatewayz.providers.healthy";
        readonly prometheus: "gatewayz_providers_healthy";
        readonly kind: "gauge";
        readonly description: "Providers that are healthy now.";
    };
    readonly providersDegraded: {
        readonly name: "gatewayz.providers.degraded";
        readonly prometheus: "gatewayz_providers_degraded";
        readonly kind: "gauge";
        readonly description: "Providers that are degraded now.";
    };
    readonly providersDown: {
        readonly name: "gatewayz.providers.down";
        readonly prometheus: "gatewayz_providers_down";
        readonly kind: "gauge";
        readonly description: "Providers that are down now.";
    };
    readonly providerAvailability: {
        readonly name: "provider.availability";
        readonly prometheus: "provider_availability";
        readonly kind: "gauge";
        readonly description: "Availability of a provider.";
        readonly labels: {
            readonly provider: import("../catalog/label.js").OpenLabel<undefined>;
        };
    };
    readonly providerErrorRate: {
        readonly name: "provider.error.rate";
        readonly prometheus: "provider_error_rate";
        readonly kind: "gauge";
        readonly description: "Error rate of a provider.";
        readonly labels: {
            readonly provider: import("../catalog/label.js").OpenLabel<undefined>;
        };
    };
    readonly providerResponseTime: {
        readonly name: "provider.response.time";
        readonly prometheus: "provider_response_time_seconds";
        readonly kind: "histogram";
        readonly unit: "s";
        readonly description: "Time that a provider took to answer, in seconds.";
        readonly labels: {
            readonly provider: import("../catalog/label.js").OpenLabel<undefined>;
        };
        readonly buckets: readonly [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    };
    readonly providerHealthScore: {
        readonly name: "gatewayz.provider.health.score";
        readonly prometheus: "gatewayz_provider_health_score";
        readonly kind: "gauge";
        readonly description: "Health score of a provider.";
        readonly labels: {
            readonly provider: import("../catalog/label.js").OpenLabel<undefined>;
        };
    };
    readonly inferenceRequests: {
        readonly name: "model.inference.requests";
        readonly prometheus: "model_inference_requests_total";
        readonly kind: "counter";
        readonly description: "Requests for an inference by a model, by status.";
        readonly labels: {
            readonly model: import("../catalog/label.js").OpenLabel<undefined>;
            readonly provider: import("../catalog/label.js").OpenLabel<undefined>;
            readonly status: import("../catalog/label.js").OpenLabel<undefined>;
        };
    };
    readonly inferenceDuration: {
        readonly name: "model.inference.duration";
        readonly prometheus: "model_inference_duration_seconds";
        readonly kind: "histogram";
        readonly unit: "s";
        readonly description: "Time that one inference took, in seconds.";
        readonly labels: {
            readonly model: import("../catalog/label.js").OpenLabel<undefined>;
            readonly provider: import("../catalog/label.js").OpenLabel<undefined>;
        };
        readonly buckets: readonly [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    };
    readonly tokensUsed: {
        readonly name: "tokens.used";
        readonly prometheus: "tokens_used_total";
        readonly kind: "counter";
        readonly description: "Tokens that were used.";
        readonly labels: {
            readonly model: import("../catalog/label.js").OpenLabel<undefined>;
            readonly provider: import("../catalog/label.js").OpenLabel<undefined>;
        };
    };
    readonly creditsUsed: {
        readonly name: "credits.used";
        readonly prometheus: "credits_used_total";
        readonly kind: "counter";
        readonly description: "Credits that were used.";
        readonly labels: {
            readonly model: import("../catalog/label.js").OpenLabel<undefined>;
            readonly provider: import("../catalog/label.js").OpenLabel<undefined>;
        };
    };
    readonly activeApiKeys: {
        readonly name: "active.api.keys";
        readonly prometheus: "active_api_keys";
        readonly kind: "gauge";
        readonly description: "API keys that are active now.";
    };
    readonly subscriptions: {
        readonly name: "subscription.count";
        readonly prometheus: "subscription_count";
        readonly kind: "gauge";
        readonly description: "Subscriptions that exist now.";
    };
    readonly activeTrials: {
        readonly name: "trial.active";
        readonly prometheus: "trial_active";
        readonly kind: "gauge";
        readonly description: "Trials that are running now.";
    };
    readonly databaseQueryDuration: {
        readonly name: "database.query.duration";
        readonly prometheus: "database_query_duration_seconds";
        readonly kind: "histogram";
        readonly unit: "s";
        readonly description: "Time that one database query of the observed backend took, in seconds.";
        readonly buckets: readonly [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    };
    readonly cacheHits: {
        readonly name: "cache.hits";
        readonly prometheus: "cache_hits_total";
        readonly kind: "counter";
        readonly description: "Look-ups that the cache answered.";
    };
    readonly cacheMisses: {
        readonly name: "cache.misses";
        readonly prometheus: "cache_misses_total";
        readonly kind: "counter";
        readonly description: "Look-ups that the cache could not answer.";
    };
    readonly cacheSize: {
        readonly name: "cache.size";
        readonly prometheus: "cache_size_bytes";
        readonly kind: "gauge";
        readonly unit: "By";
        readonly description: "Size of the cache, in bytes.";
    };
}>;

// catalogs/self.d.ts
export declare const self: import("../catalog/catalog.js").Catalog<{
    readonly droppedMeasurements: {
        readonly name: "obs.dropped_measurements";
        readonly prometheus: "obs_dropped_measurements_total";
        readonly kind: "counter";
        readonly unit: "{measurement}";
        readonly description: "Measurements that were not recorded because of what they were, by reason.";
        readonly labels: {
            readonly reason: readonly ["not_a_number", "not_finite", "negative", "invalid_label", "label_too_long", "ended_twice", "error"];
        };
    };
}>;

// catalogs/service.d.ts
export declare const httpService: import("../catalog/catalog.js").Catalog<{
    readonly httpRequests: {
        readonly name: 'http.requests';
        readonly prometheus: 'http_requests_total';
        readonly kind: 'counter';
        readonly unit: '{request}';
        readonly description: 'HTTP requests that the service answered.';
        readonly labels: {
            readonly method: readonly ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "_OTHER"];
            readonly status: import("../index.js").OpenLabel<undefined>;
            readonly endpoint: import("../index.js").OpenLabel<undefined>;
        };
        readonly zero: false;
    };
    readonly httpRequestDuration: {
        readonly name: 'http.request.duration';
        readonly prometheus: 'http_request_duration_seconds';
        readonly kind: 'histogram';
        readonly unit: 's';
        readonly description: 'Time from the arrival of an HTTP request to the end of its response, in seconds.';
        readonly buckets: readonly [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    };
}>;
export declare const service: import("../catalog/catalog.js").Catalog<{
    readonly healthStatus: {
        readonly name: 'service.health.status';
        readonly prometheus: 'service_health_status';
        readonly kind: 'observablegauge';
        readonly description: 'Health of the service by its own checks: 1 is healthy, 0 is down.';
    };
}>;

// catalogs/state.d.ts
export declare const state: import("../catalog/catalog.js").Catalog<{
    readonly dbQueryDuration: {
        readonly name: "state.db.query.duration";
        readonly prometheus: "state_db_query_duration_seconds";
        readonly kind: "histogram";
        readonly unit: "s";
        readonly description: "Time that one query of the state database took, in seconds.";
        readonly labels: {
            operation: import("../catalog/label.js").OpenLabel<undefined>;
        };
        readonly buckets: readonly [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
    };
    readonly transitions: {
        readonly name: "state.transitions";
        readonly prometheus: "state_transitions_total";
        readonly kind: "counter";
        readonly unit: "{transition}";
        readonly description: "Changes of a workflow from one state to another.";
        readonly labels: {
            from: import("../catalog/label.js").OpenLabel<undefined>;
            to: import("../catalog/label.js").OpenLabel<undefined>;
        };
    };
    readonly workflowCompletions: {
        readonly name: "state.workflow.completions";
        readonly prometheus: "state_workflow_completions_total";
        readonly kind: "counter";
        readonly unit: "{workflow}";
        readonly description: "Workflows that ended, by outcome.";
        readonly labels: {
            readonly outcome: readonly ["completed", "failed", "cancelled"];
        };
    };
}>;

// errors.d.ts
export type CatalogErrorCode = 'OBS_CATALOG_DOMAIN' | 'OBS_CATALOG_NAME' | 'OBS_CATALOG_NAME_TOTAL' | 'OBS_CATALOG_PROMETHEUS_NAME' | 'OBS_CATALOG_DUPLICATE' | 'OBS_CATALOG_KIND' | 'OBS_CATALOG_STABILITY' | 'OBS_CATALOG_DESCRIPTION' | 'OBS_CATALOG_UNIT' | 'OBS_CATALOG_BUCKETS' | 'OBS_CATALOG_MILLISECONDS' | 'OBS_CATALOG_LABEL' | 'OBS_CATALOG_LABEL_RESERVED' | 'OBS_CATALOG_LABEL_VALUES' | 'OBS_CATALOG_LABEL_LIMIT' | 'OBS_CATALOG_LABEL_DEFAULT' | 'OBS_CATALOG_MAX_SERIES' | 'OBS_CATALOG_REPLACED_BY';
export declare class CatalogError extends Error {
    readonly code: CatalogErrorCode;
    constructor(code: CatalogErrorCode, where: string, mistake: string, recipe: string);
}
