import {
  createPrometheusApi,
  errorsHeaderSchema,
  openApiDocument,
  type PrometheusApi,
  summarySchema,
} from '@obs/prometheus-api';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, describe, expect, it } from 'vitest';
import { type Canned, startCanned } from '../src/canned.ts';

interface Header {
  readonly required: boolean;
  readonly schema?: object;
  readonly content?: { readonly 'application/json': { readonly schema: object } };
}
interface Answer {
  readonly headers: Readonly<Record<string, Header>>;
  readonly content: Readonly<Record<string, { readonly schema: object }>>;
}
interface Document {
  readonly paths: Readonly<
    Record<string, { readonly get: { readonly responses: Readonly<Record<string, Answer>> } }>
  >;
  readonly components: { readonly schemas: object };
}

let prometheus: Canned;
let api: PrometheusApi;

afterEach(async () => {
  api.close();
  await prometheus.stop();
});

/** What the live endpoints do, told from what the document says they do. */
async function differences(document: Document, query: string): Promise<string[]> {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  ajv.addSchema({ $id: 'openapi', components: document.components });
  const check = (where: string, schema: object, value: unknown) => {
    const text = JSON.stringify(schema).replaceAll('"#/components', '"openapi#/components');
    return ajv.validate(JSON.parse(text), value) ? [] : [`${where}: ${ajv.errorsText()}`];
  };
  const found: string[] = [];
  for (const [path, { get }] of Object.entries(document.paths)) {
    const reply = await api.handler({ method: 'GET', url: path + query, headers: {} });
    const described = get.responses[String(reply?.status)];
    if (!reply || !described) {
      found.push(`${path}: status ${reply?.status} is not described`);
      continue;
    }
    const [type] = reply.headers['content-type']!.split(';');
    const media = described.content[type!];
    if (!media) found.push(`${path}: ${type} is not described`);
    const text = Buffer.from(reply.body ?? []).toString('utf8');
    const body = type === 'application/json' ? JSON.parse(text) : text;
    if (media) found.push(...check(path, media.schema, body));
    for (const [name, header] of Object.entries(described.headers)) {
      const value = reply.headers[name];
      if (value === undefined) {
        if (header.required) found.push(`${path}: ${name} is missing`);
      } else if (header.schema) {
        found.push(...check(`${path} ${name}`, header.schema, value));
      } else if (header.content) {
        const { schema } = header.content['application/json'];
        found.push(...check(`${path} ${name}`, schema, JSON.parse(value)));
      }
    }
  }
  return found;
}

const prefix = '/prometheus/metrics';

describe('the OpenAPI document', () => {
  it.each([
    ['well', '7', ''],
    ['well, and asked to be strict', '7', '?strict=1'],
    ['without numbers', 'NaN', ''],
    ['without numbers, and asked to be strict', 'NaN', '?strict=1'],
    ['malformed', 'x', ''],
    ['malformed, and asked to be strict', 'x', '?strict=1'],
    ['silent', undefined, ''],
    ['silent, and asked to be strict', undefined, '?strict=1'],
    ['huge', '1e+300', ''],
  ])('describes every endpoint while Prometheus is %s', async (_name, value, query) => {
    prometheus = await startCanned('7');
    prometheus.value = value;
    api = createPrometheusApi({ url: prometheus.url, timeoutMillis: 500, log: () => {} });
    const document = openApiDocument() as unknown as Document;
    expect(Object.keys(document.paths).sort()).toEqual(
      ['all', 'business', 'docs', 'models', 'performance', 'providers', 'summary', 'system'].map(
        (name) => `${prefix}/${name}`,
      ),
    );
    expect(await differences(document, query)).toEqual([]);
  });

  it('is served, for the path under which it is served', async () => {
    prometheus = await startCanned('7');
    api = createPrometheusApi({ url: prometheus.url, prefix: '/stats' });
    const reply = await api.handler({ method: 'GET', url: '/stats/openapi.json', headers: {} });
    const served = JSON.parse(Buffer.from(reply!.body!).toString('utf8'));
    expect(served).toEqual(JSON.parse(JSON.stringify(openApiDocument({ prefix: '/stats' }))));
    expect(await differences(served, '')).toEqual([]);
  });

  it('notices an answer that it does not describe', async () => {
    prometheus = await startCanned('7');
    api = createPrometheusApi({ url: prometheus.url });
    const document = structuredClone(openApiDocument()) as unknown as Document;
    const schemas = document.components.schemas as { Value: { pattern: string } };
    schemas.Value.pattern = '^never$';
    const found = await differences(document, '');
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('/summary');
  });
});

describe('the JSON Schemas', () => {
  it('stand alone, and take what is answered', async () => {
    prometheus = await startCanned('NaN');
    api = createPrometheusApi({ url: prometheus.url, log: () => {} });
    const ajv = new Ajv2020();
    const get = async (name: string) => {
      return (await api.handler({ method: 'GET', url: `${prefix}/${name}`, headers: {} }))!;
    };
    const body = Buffer.from((await get('summary')).body!).toString('utf8');
    expect(ajv.validate(summarySchema, JSON.parse(body)), ajv.errorsText()).toBe(true);
    expect(ajv.validate(summarySchema, { ...JSON.parse(body), more: 1 })).toBe(false);
    const header = JSON.parse((await get('all')).headers['x-obs-errors']!);
    expect(ajv.validate(errorsHeaderSchema, header), ajv.errorsText()).toBe(true);
  });
});
