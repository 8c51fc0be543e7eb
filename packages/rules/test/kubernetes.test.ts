import { PodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor';
import { PrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule';
import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { type GeneratedFile, generate, systems } from '../src/index.js';

const files = generate({
  systems,
  notifications: {},
  runbooks: 'https://runbooks.example/',
  source: 'the systems',
  command: 'a test',
  lokiUrl: undefined,
  tempoUrl: undefined,
});
const models = { PodMonitor, PrometheusRule, ServiceMonitor };

interface Manifest {
  readonly kind: keyof typeof models;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly groups?: unknown;
    readonly endpoints?: readonly Endpoint[];
    readonly podMetricsEndpoints?: readonly Endpoint[];
  };
}

interface Endpoint {
  readonly relabelings: readonly { readonly targetLabel: string; readonly replacement: string }[];
}

/** The schemas of the custom resource definitions, as the package has them. */
function validate(manifest: Manifest): void {
  const Model = models[manifest.kind] as unknown as new (data: unknown) => { validate(): void };
  new Model(manifest).validate();
}

function manifests(system: string): Manifest[] {
  const file = files.find(({ path }) => path === `kubernetes/${system}.yml`) as GeneratedFile;
  return parseAllDocuments(file.content).map((document) => document.toJS() as Manifest);
}

describe.each(systems)('the manifests of $title', ({ name, jobs }) => {
  it('are valid by the schemas of the operator', () => {
    for (const manifest of manifests(name)) expect(() => validate(manifest)).not.toThrow();
  });

  it('watch every job but Prometheus itself, under its name and with its labels', () => {
    const labels = manifests(name).flatMap(({ spec }) =>
      (spec.endpoints ?? spec.podMetricsEndpoints ?? []).map(({ relabelings }) =>
        Object.fromEntries(relabelings.map((one) => [one.targetLabel, one.replacement])),
      ),
    );
    expect(labels).toEqual(
      jobs
        .filter(({ monitor }) => monitor !== 'none')
        .map((job) => ({ job: job.name, ...job.labels })),
    );
  });

  it('have the rules of the file that Prometheus reads, which promtool checks', () => {
    const rules = manifests(name).find(({ kind }) => kind === 'PrometheusRule');
    const file = files.find(({ path }) => path === `prometheus/rules/${name}.yml`);
    expect({ groups: rules?.spec.groups }).toEqual(parse(file?.content ?? ''));
  });
});

describe('the schemas', () => {
  it.each([
    ['a field of another type', { spec: { selector: {}, endpoints: 'metrics' } }],
    ['a missing field', { spec: { endpoints: [] } }],
    ['an interval that is none', { spec: { selector: {}, endpoints: [{ interval: '15 s' }] } }],
  ])('refuse %s', (_, change) => {
    const [monitor] = manifests('aoss');
    expect(() => validate({ ...monitor, ...change } as unknown as Manifest)).toThrow();
  });
});
