import { createPlan } from '../plan/plan.js';

/** A JSON Schema (draft 2020-12) as data. */
export type JsonSchema = { readonly [key: string]: unknown };

const text = { type: 'string' } as const;

function record(fields: readonly string[]): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field, { $ref: '#/$defs/value' }])),
    required: fields,
    additionalProperties: false,
  };
}

/** The fields do not depend on any option. */
const groups = fieldsByGroup();

function fieldsByGroup(): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const { group, field } of createPlan().summary) {
    fields[group] = [...(fields[group] ?? []), field];
  }
  return fields;
}

const failure: JsonSchema = {
  type: 'object',
  description: 'Why a value is missing.',
  properties: {
    metric: { ...text, description: 'A value of the summary (http.error_rate), or a family.' },
    cause: { enum: ['no_series', 'nan', 'failed'] },
    code: { ...text, pattern: '^OBS_PROMAPI_[A-Z_]+$' },
    message: text,
    query: { ...text, description: 'The PromQL that was asked.' },
  },
  required: ['metric', 'cause', 'message', 'query'],
  additionalProperties: false,
};

/** What `/summary` answers. */
export const summarySchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Summary',
  type: 'object',
  properties: {
    timestamp: {
      ...text,
      description: 'ISO 8601 in UTC; no value is older.',
      pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
    },
    metrics: {
      type: 'object',
      properties: Object.fromEntries(
        Object.entries(groups).map(([group, fields]) => [group, record(fields)]),
      ),
      required: Object.keys(groups),
      additionalProperties: false,
    },
    stale: { type: 'boolean', description: 'Older than it should be; a new one is under way.' },
    errors: { type: 'array', items: { $ref: '#/$defs/failure' } },
    error: {
      type: 'object',
      description: 'There when not one query was answered.',
      properties: { code: text, message: text },
      required: ['code', 'message'],
      additionalProperties: false,
    },
  },
  required: ['timestamp', 'metrics', 'stale', 'errors'],
  additionalProperties: false,
  $defs: {
    value: {
      ...text,
      description: 'A number as text, or N/A.',
      pattern: '^(N/A|-?\\d+(\\.\\d+)?(e[+-]?\\d+)?)$',
    },
    failure,
  },
};

/** The header `x-obs-errors` of the text endpoints, once parsed. */
export const errorsHeaderSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'ErrorsHeader',
  type: 'array',
  items: {
    type: 'object',
    properties: {
      metric: text,
      cause: { enum: ['no_series', 'nan', 'failed'] },
      code: { ...text, pattern: '^OBS_PROMAPI_[A-Z_]+$' },
    },
    required: ['metric', 'cause'],
    additionalProperties: false,
  },
};
