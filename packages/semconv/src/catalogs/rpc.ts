import { open } from '../catalog/label.js';
import { standardCatalog } from '../catalog/standard.js';
import { grpcStatusCodes } from './shared.js';

const system = ['grpc'] as const;
const method = open(200);
const errorType = open(20);
const buckets = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
] as const;

/**
 * The RPC metrics of the OpenTelemetry semantic conventions, as far as gRPC fills them. `error.type`,
 * `server.address` and `server.port` exist only sometimes: record these families through
 * {@link createInstrument}, which takes any attributes.
 * Source: OpenTelemetry semantic conventions 1.45 (stable), rpc/rpc-metrics.md and rpc/grpc.md.
 */
export const rpc = standardCatalog({
  domain: 'rpc',
  owner: 'OpenTelemetry semantic conventions',
  metrics: () => ({
    serverCallDuration: {
      name: 'rpc.server.call.duration',
      prometheus: 'rpc_server_call_duration_seconds',
      kind: 'histogram',
      unit: 's',
      description: 'Measures the duration of an incoming Remote Procedure Call (RPC).',
      labels: {
        'rpc.system.name': system,
        'rpc.method': method,
        'rpc.status_code': grpcStatusCodes,
        'error.type': errorType,
      },
      buckets,
    },
    clientCallDuration: {
      name: 'rpc.client.call.duration',
      prometheus: 'rpc_client_call_duration_seconds',
      kind: 'histogram',
      unit: 's',
      description: 'Measures the duration of an outgoing Remote Procedure Call (RPC).',
      labels: {
        'rpc.system.name': system,
        'rpc.method': method,
        'rpc.status_code': grpcStatusCodes,
        'server.address': open(100),
        'server.port': open(100),
        'error.type': errorType,
      },
      buckets,
    },
  }),
});
