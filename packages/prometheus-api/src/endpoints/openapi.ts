import { type Endpoint, endpoints } from './endpoints.js';
import { errorsHeaderSchema, type JsonSchema, summarySchema } from './schemas.js';

export interface OpenApiOptions {
  /** Path before the endpoints' names. Default `/prometheus/metrics`. */
  readonly prefix?: string;
}

const mediaTypes = {
  json: 'application/json',
  text: 'text/plain',
  markdown: 'text/markdown',
} as const;

/** The OpenAPI 3.1 document of the eight endpoints. A new object each time. */
export function openApiDocument(options: OpenApiOptions = {}): JsonSchema {
  const { prefix = '/prometheus/metrics' } = options;
  const { summary, failure, value } = componentSchemas();
  return {
    openapi: '3.1.0',
    info: {
      title: 'Prometheus aggregation API',
      version: '1.0.0',
      license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
    },
    paths: Object.fromEntries(
      endpoints.map((endpoint) => [`${prefix}/${endpoint.name}`, { get: operation(endpoint) }]),
    ),
    components: {
      schemas: {
        Summary: summary,
        Failure: failure,
        Value: value,
        ErrorsHeader: withoutDialect(errorsHeaderSchema),
      },
    },
  };
}

/** The summary's schema with its definitions moved to where OpenAPI wants them. */
function componentSchemas(): Record<'summary' | 'failure' | 'value', JsonSchema> {
  const text = JSON.stringify(withoutDialect(summarySchema))
    .replaceAll('"#/$defs/value"', '"#/components/schemas/Value"')
    .replaceAll('"#/$defs/failure"', '"#/components/schemas/Failure"');
  const { $defs, ...summary } = JSON.parse(text);
  return { summary, failure: $defs.failure, value: $defs.value };
}

function withoutDialect({ $schema: _, ...schema }: JsonSchema): JsonSchema {
  return schema;
}

function operation({ name, about, format }: Endpoint): JsonSchema {
  const answer = {
    headers: name === 'docs' ? {} : headers(format === 'text'),
    content: { [mediaTypes[format]]: { schema: bodySchema(format) } },
  };
  const strict = name !== 'docs';
  return {
    operationId: `get_${name}`,
    summary: about,
    parameters: strict ? [strictParameter] : [],
    responses: {
      '200': { description: 'The answer, also when Prometheus fails.', ...answer },
      ...(strict
        ? {
            '502': {
              description: 'With strict: a query failed, or nothing has a value.',
              ...answer,
            },
            '504': { description: 'With strict: Prometheus did not answer in time.', ...answer },
          }
        : {}),
    },
  };
}

const strictParameter: JsonSchema = {
  name: 'strict',
  in: 'query',
  required: false,
  description: '1 answers 502 or 504 instead of 200 when values are missing because of a failure.',
  schema: { enum: ['0', '1'] },
};

function bodySchema(format: Endpoint['format']): JsonSchema {
  return format === 'json' ? { $ref: '#/components/schemas/Summary' } : { type: 'string' };
}

function headers(isText: boolean): JsonSchema {
  return {
    age: {
      required: true,
      description: 'Whole seconds since Prometheus was asked.',
      schema: { type: 'string', pattern: '^\\d+$' },
    },
    'x-obs-stale': { required: true, schema: { enum: ['true', 'false'] } },
    ...(isText
      ? {
          'x-obs-errors': {
            required: false,
            description: 'Why values are missing; a JSON array.',
            content: {
              'application/json': { schema: { $ref: '#/components/schemas/ErrorsHeader' } },
            },
          },
        }
      : {}),
  };
}
