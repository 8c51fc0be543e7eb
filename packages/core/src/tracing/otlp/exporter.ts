import type { MeterProvider } from '@opentelemetry/api';
import { OTLPExporterBase } from '@opentelemetry/otlp-exporter-base';
import {
  convertLegacyHttpOptions,
  createOtlpHttpExportDelegate,
  type OTLPExporterNodeConfigBase,
} from '@opentelemetry/otlp-exporter-base/node-http';
import {
  ProtobufTraceSerializer,
  TraceExporterMetricsHelper,
} from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { encodeRequest } from './request.js';

/** What {@link OTLPTraceExporter} takes, like the official exporter of this name. */
export interface OTLPTraceExporterOptions extends OTLPExporterNodeConfigBase {
  readonly selfObsMeterProvider?: MeterProvider;
}

/**
 * OTLP over HTTP with protobuf: connection, retries, TLS, compression, timeout, `OTEL_EXPORTER_OTLP_*`
 * and metrics of the official exporter, bytes of {@link encodeRequest}.
 */
export class OTLPTraceExporter extends OTLPExporterBase<ReadableSpan[]> {
  constructor(options: OTLPTraceExporterOptions = {}) {
    super(
      createOtlpHttpExportDelegate(
        convertLegacyHttpOptions(options, 'TRACES', 'v1/traces', {
          'Content-Type': 'application/x-protobuf',
        }),
        {
          serializeRequest: encodeRequest,
          deserializeResponse: (response) => ProtobufTraceSerializer.deserializeResponse(response),
        },
        'otlp_http_span_exporter',
        TraceExporterMetricsHelper,
        options.selfObsMeterProvider,
      ),
    );
  }
}
