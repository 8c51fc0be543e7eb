import { prometheus3 as findPrometheus3 } from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { describeRules } from '../../src/rule-tests.ts';

// Prometheus 3 reads durations, label matchers and histograms in its own way.
describeWithBackend('promtool of Prometheus 3', findPrometheus3, (backend) => {
  describeRules(() => backend().promtoolPath);
});
