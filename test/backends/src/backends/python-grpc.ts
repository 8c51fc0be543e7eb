import { thisHost } from '../host.ts';
import { once } from '../install/once.ts';
import { resolveBackend } from '../install/resolve.ts';
import type { Spec } from '../install/spec.ts';
import { readVersion } from '../install/version.ts';
import { pipPackages } from '../ways/pip.ts';

const ASK = 'import grpc, grpc_tools, opentelemetry.instrumentation.grpc; print(grpc.__version__)';

export const pythonGrpcSpec: Spec = {
  name: 'python-grpc',
  title: 'Python with grpcio 1.85 and OpenTelemetry 1.45',
  minVersion: '1.85.0',
  // Never from PATH: a python3 there is no promise about its packages.
  commands: {},
  version: (path, host) => readVersion(path, ['-c', ASK], /^(\d+\.\d+\.\d+)/m, host),
  ways: [
    pipPackages({
      product: 'python-grpc',
      packages: [
        'grpcio==1.85.1',
        'grpcio-tools==1.85.1',
        'opentelemetry-sdk==1.45.2',
        'opentelemetry-instrumentation-grpc==0.66b2',
        'opentelemetry-exporter-otlp-proto-http==1.45.2',
      ],
    }),
  ],
  recipe: 'install Python 3.10 or newer with venv (apt-get install python3-venv)',
};

/**
 * A Python interpreter that has `grpcio`, its compiler for `.proto` files, and OpenTelemetry with
 * the instrumentation of gRPC and OTLP over HTTP: the other language of a trace. `path` is the
 * interpreter. The cache, then a virtual environment.
 *
 * @throws BackendMissingError with the reason, and the recipe
 */
export const pythonGrpc = once(() => resolveBackend(pythonGrpcSpec, thisHost()));
