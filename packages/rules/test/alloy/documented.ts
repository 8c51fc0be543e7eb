/** What Alloy's reference documentation (1.12) says of the components that we use. */
export interface Documented {
  readonly required?: readonly string[];
  readonly optional?: readonly string[];
  /** Inner blocks; those with `isRequired` must be there. */
  readonly blocks?: Readonly<Record<string, Documented & { readonly isRequired?: true }>>;
  /** Fields that others may refer to. */
  readonly exports?: readonly string[];
}

const basicAuth = { optional: ['username', 'password', 'password_file'] };

export const components: Readonly<Record<string, Documented>> = {
  'prometheus.scrape': {
    required: ['targets', 'forward_to'],
    optional: ['scrape_interval', 'scrape_timeout', 'job_name', 'metrics_path'],
  },
  'prometheus.remote_write': {
    optional: ['external_labels'],
    blocks: { endpoint: { required: ['url'], blocks: { basic_auth: basicAuth } } },
    exports: ['receiver'],
  },
  'local.file': { required: ['filename'], optional: ['is_secret'], exports: ['content'] },
  'discovery.docker': { required: ['host'], exports: ['targets'] },
  'discovery.relabel': {
    required: ['targets'],
    blocks: { rule: { optional: ['source_labels', 'target_label', 'action', 'regex'] } },
    exports: ['output', 'rules'],
  },
  'loki.source.docker': { required: ['forward_to', 'host', 'labels', 'targets'] },
  'loki.write': {
    optional: ['external_labels'],
    blocks: { endpoint: { required: ['url'], blocks: { basic_auth: basicAuth } } },
    exports: ['receiver'],
  },
  'otelcol.receiver.otlp': {
    blocks: {
      grpc: { optional: ['endpoint'] },
      http: { optional: ['endpoint'] },
      output: { isRequired: true, optional: ['metrics', 'logs', 'traces'] },
    },
  },
  'otelcol.processor.batch': {
    blocks: { output: { isRequired: true, optional: ['metrics', 'logs', 'traces'] } },
    exports: ['input'],
  },
  'otelcol.exporter.otlp': {
    blocks: {
      client: {
        isRequired: true,
        required: ['endpoint'],
        blocks: { tls: { optional: ['insecure', 'insecure_skip_verify'] } },
      },
    },
    exports: ['input'],
  },
};

/** Functions of its standard library. */
export const functions: ReadonlySet<string> = new Set([
  'coalesce',
  'convert.nonsensitive',
  'string.trim_space',
  'sys.env',
]);
