// Node's own way to be told of garbage collections, and nothing else.
const { PerformanceObserver } = require('node:perf_hooks');
new PerformanceObserver(() => {}).observe({ entryTypes: ['gc'] });
