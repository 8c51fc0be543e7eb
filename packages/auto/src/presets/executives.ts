import { executives as catalog } from '@obs/semconv';
import { httpServiceFamilies } from './http-service.js';
import { definePreset } from './preset.js';

export const executives = definePreset({
  serviceName: 'executives',
  http: httpServiceFamilies,
  runtime: false,
  metricsPort: 'app',
  healthMetric: true,
  catalogs: [catalog],
});
