import { duplex as catalog } from '@obs/semconv';
import { httpServiceFamilies } from './http-service.js';
import { definePreset } from './preset.js';

export const duplex = definePreset({
  serviceName: 'duplex',
  http: httpServiceFamilies,
  runtime: false,
  metricsPort: 'app',
  healthMetric: true,
  catalogs: [catalog],
});
