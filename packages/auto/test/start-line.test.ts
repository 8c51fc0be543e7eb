import { expect, it } from 'vitest';
import { startLine } from '../src/start-line.js';

const facts = {
  service: 'till',
  preset: 'default',
  exporters: ['prometheus', 'otlp'],
  instrumentations: ['http', 'runtime'],
  metrics: 'http://127.0.0.1:9464/metrics',
  traces: undefined,
  onAppPort: false,
};

it.each([
  [
    'everything that was set up',
    {},
    'till: metrics on http://127.0.0.1:9464/metrics; exporters: prometheus, otlp; preset: default; instrumentations: http, runtime',
  ],
  [
    'the application’s port before it is known',
    { metrics: undefined, onAppPort: true },
    "till: metrics on the application's own port; exporters",
  ],
  [
    'a port that could not be opened yet',
    { metrics: undefined },
    'till: metrics port not open yet; exporters',
  ],
  [
    'metrics that are pushed only',
    { exporters: ['otlp'], metrics: undefined, onAppPort: true },
    'till: no metrics port; exporters: otlp;',
  ],
  [
    'where traces go',
    { traces: 'http://collector:4318/v1/traces' },
    'metrics; traces to http://collector:4318/v1/traces; exporters: prometheus, otlp;',
  ],
  [
    'nothing',
    { exporters: [], instrumentations: [] },
    'exporters: none; preset: default; instrumentations: none',
  ],
])('the start line tells %s', (_what, changes, expected) => {
  expect(startLine({ ...facts, ...changes })).toContain(expected);
});
