import type { Catalog, CompleteMetric } from '@obs/semconv';
import { toYaml } from '../generate/yaml.js';

/**
 * A catalog as a registry of OpenTelemetry Weaver, in its second definition format: attributes are
 * defined once, and metrics refer to them. A registry has one meaning of a key, so a label that has
 * other values in each family has all of them, and each reference says which are its own.
 *
 * Source: open-telemetry/weaver, "Semantic Convention YAML Language v2" (alpha).
 */
export function weaverDefinition({ domain, metrics }: Catalog, generated: string): string {
  const families = Object.entries(metrics) as [string, CompleteMetric][];
  const top = `The catalog "${domain}" for OpenTelemetry Weaver.\n\n${generated}`;
  return toYaml(top, {
    file_format: 'definition/2',
    attributes: attributesOf(families.map(([, family]) => family)),
    metrics: families.map(([, family]) => metricOf(family, metrics)),
  });
}

/** What Weaver wants beside the definitions. */
export function weaverManifest({ domain, owner }: Catalog, generated: string): string {
  return toYaml(generated, {
    schema_url: `https://github.com/obs/obs/schemas/${domain}/0.1.0`,
    description: `Metrics of ${domain}, owned by ${owner}.`,
    stability: 'development',
  });
}

function attributesOf(families: readonly CompleteMetric[]): object[] {
  const values = new Map<string, readonly string[] | undefined>();
  for (const { labels } of families) {
    for (const [key, label] of Object.entries(labels)) {
      const before = values.get(key) ?? [];
      // Open in one family is open in all.
      const isOpen = !Array.isArray(label) || (values.has(key) && values.get(key) === undefined);
      values.set(key, isOpen ? undefined : [...new Set([...before, ...(label as string[])])]);
    }
  }
  return [...values].map(([key, members]) => ({
    key,
    type:
      members === undefined
        ? 'string'
        : { members: members.map((value) => ({ id: idOf(value), value, stability: 'stable' })) },
    brief: `A label of ${families
      .filter(({ labels }) => key in labels)
      .map(({ name }) => name)
      .join(', ')}.`,
    stability: 'stable',
  }));
}

/** Identifiers of members are lower case: letters, digits and underscores. */
function idOf(value: string): string {
  return (
    value
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '') || 'empty'
  );
}

function metricOf(family: CompleteMetric, metrics: Catalog['metrics']): object {
  const { name, description, unit, kind, stability, labels, prometheus, buckets } = family;
  const replacement = (metrics as Readonly<Record<string, CompleteMetric>>)[
    family.replacedBy ?? ''
  ];
  return {
    name,
    brief: description,
    instrument: kind.replace('observable', ''),
    // Weaver wants one; a level without a unit has none of its own.
    unit: unit || '1',
    stability: stability === 'stable' ? 'stable' : 'development',
    ...(stability === 'deprecated' ? { deprecated: deprecation(replacement) } : {}),
    ...(Object.keys(labels).length === 0 ? {} : { attributes: references(labels) }),
    annotations: {
      prometheus: { name: prometheus, ...(buckets.length === 0 ? {} : { buckets: [...buckets] }) },
    },
  };
}

function deprecation(replacement: CompleteMetric | undefined): object {
  return replacement === undefined
    ? { reason: 'obsoleted', note: 'Off unless asked for.' }
    : {
        reason: 'renamed',
        renamed_to: replacement.name,
        note: `Use ${replacement.name}; this one is off unless asked for.`,
      };
}

function references(labels: CompleteMetric['labels']): object[] {
  return Object.entries(labels).map(([ref, label]) => {
    const isOptional = !Array.isArray(label) && (label as { default?: string }).default;
    return {
      ref,
      requirement_level: isOptional ? 'recommended' : 'required',
      ...(Array.isArray(label) ? { note: `One of ${label.join(', ')}.` } : {}),
    };
  });
}
