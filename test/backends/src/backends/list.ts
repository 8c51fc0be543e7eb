import type { Spec } from '../install/spec.ts';
import { alertmanagerSpec } from './alertmanager.ts';
import { chromiumSpec } from './chromium.ts';
import { collectorSpec } from './collector.ts';
import { composeSpec } from './compose.ts';
import { jaegerSpec } from './jaeger.ts';
import { promParsersSpec } from './prom-parsers.ts';
import { prometheus3Spec, prometheusSpec } from './prometheus.ts';
import { pythonGrpcSpec } from './python-grpc.ts';
import { wrkSpec } from './wrk.ts';

/** Every backend; those that take minutes come last. */
export const specs: readonly Spec[] = [
  prometheusSpec,
  promParsersSpec,
  pythonGrpcSpec,
  wrkSpec,
  chromiumSpec,
  composeSpec,
  prometheus3Spec,
  alertmanagerSpec,
  collectorSpec,
  jaegerSpec,
];
