import {
  type CompleteMetric,
  type FilledLabels,
  type LabelDefinition,
  labelMismatch,
  type MetricKind,
} from '@obs/semconv';
import { GrpcInstrumentationError } from './errors.js';

/**
 * What can be told of a call. `system` is `grpc`. `method` is the full name as the semantic
 * conventions have it (`engine.v1.EngineService/Execute`), `path` the same as it goes over the wire,
 * with a slash before it; both are `_OTHER` for what is not known. `statusCode` is the name of the
 * code (`OK`, `NOT_FOUND`), `status` the same with `success` for `OK`. `errorType` is the code's name
 * when the call failed: on a client any but `OK`, on a server those that are the server's fault.
 * `serverAddress` and `serverPort` are known to clients only.
 */
export type GrpcDimension =
  | 'system'
  | 'method'
  | 'path'
  | 'statusCode'
  | 'status'
  | 'errorType'
  | 'serverAddress'
  | 'serverPort';

/** The label key under which a family records each dimension; a dimension without key is left out. */
export type GrpcLabels = FilledLabels<GrpcDimension>;

/** One family of a catalog and how its labels are filled. */
export interface GrpcFamily<Kind extends MetricKind> {
  readonly metric: CompleteMetric<Kind, Readonly<Record<string, LabelDefinition>>>;
  readonly labels: GrpcLabels;
}

/** Which families the calls of one side are recorded under; either may be left out. */
export interface GrpcCallFamilies {
  /** Counts calls when they end. */
  readonly requests?: GrpcFamily<'counter'>;
  /** Seconds from the beginning of a call to its status, streams included. */
  readonly duration?: GrpcFamily<'histogram'>;
}

/** The families of both sides; a side that is left out is not recorded. */
export interface GrpcFamilies {
  readonly server?: GrpcCallFamilies;
  readonly client?: GrpcCallFamilies;
}

/** Throws a GrpcInstrumentationError when a family's declared labels and its filled labels differ. */
export function checkFamilies(families: GrpcFamilies): void {
  for (const [side, ofSide] of Object.entries(families) as [string, GrpcCallFamilies][]) {
    for (const [role, family] of Object.entries(ofSide ?? {})) {
      if (family === undefined) continue;
      const { metric, labels } = family as GrpcFamily<MetricKind>;
      const mismatch = labelMismatch(metric, labels);
      if (mismatch === undefined) continue;
      throw new GrpcInstrumentationError(
        'OBS_GRPC_LABELS',
        `${side}.${role}: ${metric.name}: ${mismatch}.`,
        'Give each label of the family the dimension that fills it: labels: { path: "method", status: "status" }.',
      );
    }
  }
}
