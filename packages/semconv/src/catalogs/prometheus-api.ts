import { open } from '../catalog/label.js';
import { standardCatalog } from '../catalog/standard.js';
import { httpDurationBuckets, llmModels, llmProviders } from './shared.js';

const model = llmModels;
const provider = llmProviders;

/** What a stand-in for the backend uses; a real backend's bounds are its own. */
const durationBuckets = httpDurationBuckets;

/**
 * What the aggregation API asks a Prometheus server for: the families of an observed backend, which
 * may carry more labels than these. Nothing of ours exposes them.
 */
export const prometheusApi = standardCatalog({
  domain: 'prometheus-api',
  owner: 'the observed backend',
  metrics: () => ({
    requests: {
      name: 'fastapi.requests',
      prometheus: 'fastapi_requests_total',
      kind: 'counter',
      description: 'HTTP requests that the observed backend answered.',
      labels: { status: open(70) },
    },
    requestsDuration: {
      name: 'fastapi.requests.duration',
      prometheus: 'fastapi_requests_duration_seconds',
      kind: 'histogram',
      unit: 's',
      description: 'Time that the observed backend took for an HTTP request, in seconds.',
      buckets: durationBuckets,
    },
    requestsInProgress: {
      name: 'fastapi.requests.in_progress',
      prometheus: 'fastapi_requests_in_progress',
      kind: 'updowncounter',
      description: 'HTTP requests that the observed backend works on now.',
    },
    exceptions: {
      name: 'fastapi.exceptions',
      prometheus: 'fastapi_exceptions_total',
      kind: 'counter',
      description: 'Exceptions that left a request handler of the observed backend.',
    },
    providers: {
      name: 'gatewayz.providers.total',
      prometheus: 'gatewayz_providers_total',
      kind: 'gauge',
      description: 'Providers that the observed backend knows.',
    },
    providersHealthy: {
      name: 'gatewayz.providers.healthy',
      prometheus: 'gatewayz_providers_healthy',
      kind: 'gauge',
      description: 'Providers that are healthy now.',
    },
    providersDegraded: {
      name: 'gatewayz.providers.degraded',
      prometheus: 'gatewayz_providers_degraded',
      kind: 'gauge',
      description: 'Providers that are degraded now.',
    },
    providersDown: {
      name: 'gatewayz.providers.down',
      prometheus: 'gatewayz_providers_down',
      kind: 'gauge',
      description: 'Providers that are down now.',
    },
    providerAvailability: {
      name: 'provider.availability',
      prometheus: 'provider_availability',
      kind: 'gauge',
      description: 'Availability of a provider.',
      labels: { provider },
    },
    providerErrorRate: {
      name: 'provider.error.rate',
      prometheus: 'provider_error_rate',
      kind: 'gauge',
      description: 'Error rate of a provider.',
      labels: { provider },
    },
    providerResponseTime: {
      name: 'provider.response.time',
      prometheus: 'provider_response_time_seconds',
      kind: 'histogram',
      unit: 's',
      description: 'Time that a provider took to answer, in seconds.',
      labels: { provider },
      buckets: durationBuckets,
    },
    providerHealthScore: {
      name: 'gatewayz.provider.health.score',
      prometheus: 'gatewayz_provider_health_score',
      kind: 'gauge',
      description: 'Health score of a provider.',
      labels: { provider },
    },
    inferenceRequests: {
      name: 'model.inference.requests',
      prometheus: 'model_inference_requests_total',
      kind: 'counter',
      description: 'Requests for an inference by a model, by status.',
      labels: { model, provider, status: open(20) },
    },
    inferenceDuration: {
      name: 'model.inference.duration',
      prometheus: 'model_inference_duration_seconds',
      kind: 'histogram',
      unit: 's',
      description: 'Time that one inference took, in seconds.',
      labels: { model, provider },
      buckets: durationBuckets,
    },
    tokensUsed: {
      name: 'tokens.used',
      prometheus: 'tokens_used_total',
      kind: 'counter',
      description: 'Tokens that were used.',
      labels: { model, provider },
    },
    creditsUsed: {
      name: 'credits.used',
      prometheus: 'credits_used_total',
      kind: 'counter',
      description: 'Credits that were used.',
      labels: { model, provider },
    },
    activeApiKeys: {
      name: 'active.api.keys',
      prometheus: 'active_api_keys',
      kind: 'gauge',
      description: 'API keys that are active now.',
    },
    subscriptions: {
      name: 'subscription.count',
      prometheus: 'subscription_count',
      kind: 'gauge',
      description: 'Subscriptions that exist now.',
    },
    activeTrials: {
      name: 'trial.active',
      prometheus: 'trial_active',
      kind: 'gauge',
      description: 'Trials that are running now.',
    },
    databaseQueryDuration: {
      name: 'database.query.duration',
      prometheus: 'database_query_duration_seconds',
      kind: 'histogram',
      unit: 's',
      description: 'Time that one database query of the observed backend took, in seconds.',
      buckets: durationBuckets,
    },
    cacheHits: {
      name: 'cache.hits',
      prometheus: 'cache_hits_total',
      kind: 'counter',
      description: 'Look-ups that the cache answered.',
    },
    cacheMisses: {
      name: 'cache.misses',
      prometheus: 'cache_misses_total',
      kind: 'counter',
      description: 'Look-ups that the cache could not answer.',
    },
    cacheSize: {
      name: 'cache.size',
      prometheus: 'cache_size_bytes',
      kind: 'gauge',
      unit: 'By',
      description: 'Size of the cache, in bytes.',
    },
  }),
});
