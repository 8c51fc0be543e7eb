import { duplex as catalog } from '@obs/semconv';
import { httpServiceFamilies } from './http-service.js';
import type { Preset } from './preset.js';

export const duplex = (): Preset => ({
  serviceName: 'duplex',
  http: httpServiceFamilies(),
  runtime: false,
  metricsPort: 'app',
  healthMetric: true,
  catalogs: [catalog],
});
