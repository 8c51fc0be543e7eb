import { PrometheusExporter } from '@obs/exporter-prometheus';
import { labelName } from '@obs/prometheus-names';
import { MeterProvider } from '@obs/sdk-metrics';
import { type CompleteMetric, http, type MetricKind, rpc, runtime, self } from '@obs/semconv';
import { describe, expect, it } from 'vitest';
import { families, recordAll } from '../src/catalogs.ts';
import { type ContractFamily, contractFamilies } from '../src/contract.ts';
import { exposedFamilies } from '../src/exposed.ts';
import { scraped } from '../src/scraped.ts';

describe('catalogs and exposition', () => {
  it('agree on name, type and labels of every family', async () => {
    const exporter = new PrometheusExporter({ preventServerStart: true });
    const provider = new MeterProvider({ readers: [exporter] });
    recordAll(provider.getMeter('names'));
    const exposed = exposedFamilies(await scraped(exporter));
    const declaredOnes = [...families.values()].map(({ prometheus, kind, labels, description }) => {
      const type = exposedKind(kind).replace('updowncounter', 'gauge');
      return {
        name: prometheus,
        type,
        help: description,
        labels: Object.keys(labels).map(labelName).sort(),
      };
    });
    const inOrder = <T extends { name: string }>(list: T[]) =>
      list.sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(declaredOnes.length).toBeGreaterThan(100);
    expect(inOrder([...exposed.values()].map((family) => ({ ...family })))).toEqual(
      inOrder(declaredOnes),
    );
    await provider.shutdown();
  });
});

describe('catalogs and contract', () => {
  const promised = contractFamilies();

  it.each(promised.map((family) => [family.name, family] as const))(
    'agree on %s',
    (name, family) => {
      const metric = families.get(name);
      expect(metric, `no catalog declares ${name}`).toBeDefined();
      expect(declared(metric as CompleteMetric, family)).toEqual(family);
    },
  );

  it('have no stable family that is in one of them only', () => {
    const names = new Set(promised.map(({ name }) => name));
    const ours = [...families.keys()].filter((name) => !names.has(name));
    const ofOthers = [http, rpc, runtime, self].flatMap(({ metrics }) =>
      Object.values(metrics as Record<string, CompleteMetric>).map(({ prometheus }) => prometheus),
    );
    expect(ours.sort()).toEqual(ofOthers.sort());
  });
});

/** A family of a catalog in the contract's words. */
function declared(metric: CompleteMetric, { observed }: ContractFamily): ContractFamily {
  const labels = Object.entries(metric.labels).map(([key, label]) => [
    key,
    Array.isArray(label) ? [...label] : ((label as { default?: string }).default ?? 'open'),
  ]);
  return {
    name: metric.prometheus,
    kind: exposedKind(metric.kind),
    help: metric.description,
    stability: metric.stability,
    labels: Object.fromEntries(labels),
    // The bounds of an observed backend are its own.
    buckets: observed ? [] : [...metric.buckets],
    observed,
  };
}

function exposedKind(kind: MetricKind): 'counter' | 'updowncounter' | 'gauge' | 'histogram' {
  return kind.replace('observable', '') as 'counter' | 'updowncounter' | 'gauge' | 'histogram';
}
