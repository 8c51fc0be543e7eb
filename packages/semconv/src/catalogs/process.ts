import { open } from '../catalog/label.js';
import { standardCatalog } from '../catalog/standard.js';

/** Class names of handles and requests, types of async resources. */
const type = open(50);
/** V8 has eleven heap spaces. */
const space = open(20);

/**
 * The default metrics of prom-client, under its names and with its help texts, so that panels for
 * Node.js processes keep working. `total` in the name of a gauge is prom-client's, too.
 */
export const process = standardCatalog({
  domain: 'process',
  owner: 'obs',
  metrics: () => ({
    cpuUser: {
      name: 'process.cpu.user',
      prometheus: 'process_cpu_user_seconds_total',
      kind: 'observablecounter',
      unit: 's',
      description: 'Total user CPU time spent in seconds.',
    },
    cpuSystem: {
      name: 'process.cpu.system',
      prometheus: 'process_cpu_system_seconds_total',
      kind: 'observablecounter',
      unit: 's',
      description: 'Total system CPU time spent in seconds.',
    },
    cpu: {
      name: 'process.cpu',
      prometheus: 'process_cpu_seconds_total',
      kind: 'observablecounter',
      unit: 's',
      description: 'Total user and system CPU time spent in seconds.',
    },
    startTime: {
      name: 'process.start_time',
      prometheus: 'process_start_time_seconds',
      kind: 'observablegauge',
      unit: 's',
      description: 'Start time of the process since unix epoch in seconds.',
    },
    residentMemory: {
      name: 'process.resident_memory',
      prometheus: 'process_resident_memory_bytes',
      kind: 'observablegauge',
      unit: 'By',
      description: 'Resident memory size in bytes.',
    },
    virtualMemory: {
      name: 'process.virtual_memory',
      prometheus: 'process_virtual_memory_bytes',
      kind: 'observablegauge',
      unit: 'By',
      description: 'Virtual memory size in bytes.',
    },
    heap: {
      name: 'process.heap',
      prometheus: 'process_heap_bytes',
      kind: 'observablegauge',
      unit: 'By',
      description: 'Process heap size in bytes.',
    },
    openFds: {
      name: 'process.open_fds',
      prometheus: 'process_open_fds',
      kind: 'observablegauge',
      description: 'Number of open file descriptors.',
    },
    maxFds: {
      name: 'process.max_fds',
      prometheus: 'process_max_fds',
      kind: 'observablegauge',
      description: 'Maximum number of open file descriptors.',
    },
    eventloopLag: {
      name: 'nodejs.eventloop.lag',
      prometheus: 'nodejs_eventloop_lag_seconds',
      kind: 'observablegauge',
      unit: 's',
      description: 'Lag of event loop in seconds.',
    },
    eventloopLagMin: {
      name: 'nodejs.eventloop.lag.min',
      prometheus: 'nodejs_eventloop_lag_min_seconds',
      kind: 'observablegauge',
      unit: 's',
      description: 'The minimum recorded event loop delay.',
    },
    eventloopLagMax: {
      name: 'nodejs.eventloop.lag.max',
      prometheus: 'nodejs_eventloop_lag_max_seconds',
      kind: 'observablegauge',
      unit: 's',
      description: 'The maximum recorded event loop delay.',
    },
    eventloopLagMean: {
      name: 'nodejs.eventloop.lag.mean',
      prometheus: 'nodejs_eventloop_lag_mean_seconds',
      kind: 'observablegauge',
      unit: 's',
      description: 'The mean of the recorded event loop delays.',
    },
    eventloopLagStddev: {
      name: 'nodejs.eventloop.lag.stddev',
      prometheus: 'nodejs_eventloop_lag_stddev_seconds',
      kind: 'observablegauge',
      unit: 's',
      description: 'The standard deviation of the recorded event loop delays.',
    },
    eventloopLagP50: {
      name: 'nodejs.eventloop.lag.p50',
      prometheus: 'nodejs_eventloop_lag_p50_seconds',
      kind: 'observablegauge',
      unit: 's',
      description: 'The 50th percentile of the recorded event loop delays.',
    },
    eventloopLagP90: {
      name: 'nodejs.eventloop.lag.p90',
      prometheus: 'nodejs_eventloop_lag_p90_seconds',
      kind: 'observablegauge',
      unit: 's',
      description: 'The 90th percentile of the recorded event loop delays.',
    },
    eventloopLagP99: {
      name: 'nodejs.eventloop.lag.p99',
      prometheus: 'nodejs_eventloop_lag_p99_seconds',
      kind: 'observablegauge',
      unit: 's',
      description: 'The 99th percentile of the recorded event loop delays.',
    },
    activeResources: {
      name: 'nodejs.active.resources',
      prometheus: 'nodejs_active_resources',
      kind: 'observablegauge',
      description:
        'Number of active resources that are currently keeping the event loop alive, grouped by async resource type.',
      labels: { type },
    },
    activeResourcesTotal: {
      name: 'nodejs.active.resources.total',
      prometheus: 'nodejs_active_resources_total',
      kind: 'observablegauge',
      description: 'Total number of active resources.',
    },
    activeHandles: {
      name: 'nodejs.active.handles',
      prometheus: 'nodejs_active_handles',
      kind: 'observablegauge',
      description:
        'Number of active libuv handles grouped by handle type. Every handle type is C++ class name.',
      labels: { type },
    },
    activeHandlesTotal: {
      name: 'nodejs.active.handles.total',
      prometheus: 'nodejs_active_handles_total',
      kind: 'observablegauge',
      description: 'Total number of active handles.',
    },
    activeRequests: {
      name: 'nodejs.active.requests',
      prometheus: 'nodejs_active_requests',
      kind: 'observablegauge',
      description:
        'Number of active libuv requests grouped by request type. Every request type is C++ class name.',
      labels: { type },
    },
    activeRequestsTotal: {
      name: 'nodejs.active.requests.total',
      prometheus: 'nodejs_active_requests_total',
      kind: 'observablegauge',
      description: 'Total number of active requests.',
    },
    heapSizeTotal: {
      name: 'nodejs.heap.size.total',
      prometheus: 'nodejs_heap_size_total_bytes',
      kind: 'observablegauge',
      unit: 'By',
      description: 'Process heap size from Node.js in bytes.',
    },
    heapSizeUsed: {
      name: 'nodejs.heap.size.used',
      prometheus: 'nodejs_heap_size_used_bytes',
      kind: 'observablegauge',
      unit: 'By',
      description: 'Process heap size used from Node.js in bytes.',
    },
    externalMemory: {
      name: 'nodejs.external_memory',
      prometheus: 'nodejs_external_memory_bytes',
      kind: 'observablegauge',
      unit: 'By',
      description: 'Node.js external memory size in bytes.',
    },
    heapSpaceSizeTotal: {
      name: 'nodejs.heap.space.size.total',
      prometheus: 'nodejs_heap_space_size_total_bytes',
      kind: 'observablegauge',
      unit: 'By',
      description: 'Process heap space size total from Node.js in bytes.',
      labels: { space },
    },
    heapSpaceSizeUsed: {
      name: 'nodejs.heap.space.size.used',
      prometheus: 'nodejs_heap_space_size_used_bytes',
      kind: 'observablegauge',
      unit: 'By',
      description: 'Process heap space size used from Node.js in bytes.',
      labels: { space },
    },
    heapSpaceSizeAvailable: {
      name: 'nodejs.heap.space.size.available',
      prometheus: 'nodejs_heap_space_size_available_bytes',
      kind: 'observablegauge',
      unit: 'By',
      description: 'Process heap space size available from Node.js in bytes.',
      labels: { space },
    },
    versionInfo: {
      name: 'nodejs.version.info',
      prometheus: 'nodejs_version_info',
      kind: 'observablegauge',
      description: 'Node.js version info.',
      labels: { version: open(2), major: open(2), minor: open(2), patch: open(2) },
    },
    gcDuration: {
      name: 'nodejs.gc.duration',
      prometheus: 'nodejs_gc_duration_seconds',
      kind: 'histogram',
      unit: 's',
      description:
        'Garbage collection duration by kind, one of major, minor, incremental or weakcb.',
      labels: { kind: ['major', 'minor', 'incremental', 'weakcb'] },
      buckets: [0.001, 0.01, 0.1, 1, 2, 5],
    },
  }),
});
