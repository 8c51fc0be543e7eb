import { rpc } from '@obs/semconv';
import type { GrpcFamilies } from './families.js';

const common = {
  system: 'rpc.system.name',
  method: 'rpc.method',
  statusCode: 'rpc.status_code',
  errorType: 'error.type',
} as const;

/**
 * The families of the OpenTelemetry semantic conventions: `rpc.server.call.duration` and
 * `rpc.client.call.duration`.
 * Source: OpenTelemetry semantic conventions 1.45 (stable), rpc/rpc-metrics.md, rpc/grpc.md.
 */
export const defaultFamilies: GrpcFamilies = {
  server: { duration: { metric: rpc.metrics.serverCallDuration, labels: common } },
  client: {
    duration: {
      metric: rpc.metrics.clientCallDuration,
      labels: { ...common, serverAddress: 'server.address', serverPort: 'server.port' },
    },
  },
};
