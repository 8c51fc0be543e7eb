import { governance as catalog } from '@obs/semconv';
import { httpServiceFamilies } from './http-service.js';
import { definePreset } from './preset.js';

export const governance = definePreset({
  serviceName: 'governance',
  http: httpServiceFamilies,
  runtime: false,
  metricsPort: 'app',
  healthMetric: true,
  catalogs: [catalog],
});
