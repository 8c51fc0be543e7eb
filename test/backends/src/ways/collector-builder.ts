import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Way, Workshop } from '../install/spec.ts';
import { GO_BUILD, GO_ENV, goIsMissing } from './go.ts';

const CORE = 'go.opentelemetry.io/collector';
const CONTRIB = 'github.com/open-telemetry/opentelemetry-collector-contrib';

/** The Collector's stable modules have versions of their own: this one belongs to v0.155. */
const STABLE = 'v1.61.0';
const PROVIDERS = ['env', 'file', 'yaml'].map((name) => `${CORE}/confmap/provider/${name}provider`);

/** What our tests and the configurations that we ship use, by kind. */
const COMPONENTS = {
  receivers: [
    `${CORE}/receiver/otlpreceiver`,
    `${CONTRIB}/receiver/filelogreceiver`,
    `${CONTRIB}/receiver/prometheusreceiver`,
  ],
  processors: [
    `${CORE}/processor/batchprocessor`,
    `${CORE}/processor/memorylimiterprocessor`,
    `${CONTRIB}/processor/attributesprocessor`,
    `${CONTRIB}/processor/filterprocessor`,
    `${CONTRIB}/processor/resourceprocessor`,
    `${CONTRIB}/processor/tailsamplingprocessor`,
    `${CONTRIB}/processor/transformprocessor`,
  ],
  exporters: [
    `${CORE}/exporter/debugexporter`,
    `${CORE}/exporter/nopexporter`,
    `${CORE}/exporter/otlpexporter`,
    `${CORE}/exporter/otlphttpexporter`,
    `${CONTRIB}/exporter/fileexporter`,
    `${CONTRIB}/exporter/prometheusexporter`,
    `${CONTRIB}/exporter/prometheusremotewriteexporter`,
  ],
  connectors: [`${CONTRIB}/connector/spanmetricsconnector`],
  extensions: [
    `${CONTRIB}/extension/basicauthextension`,
    `${CONTRIB}/extension/healthcheckextension`,
  ],
} as const;

/** Paths of the Go modules of all components. */
export const componentModules: readonly string[] = Object.values(COMPONENTS).flat();

/**
 * Generates the main program with the Collector's own builder and builds it in a
 * module that we write. The builder would write one too, and tidy it: that resolves
 * modules that only the components' own tests need, and fails when one of them is
 * not to be had.
 */
export function collectorBuild(version: string): Way {
  return {
    how: 'go',
    id: { product: 'collector-go', pin: `v${version}` },
    closed: goIsMissing,
    install: (shop) => build(shop, `v${version}`),
  };
}

async function build(shop: Workshop, version: string): Promise<Record<string, string>> {
  const source = join(shop.stage, 'source');
  const bin = join(shop.stage, 'bin');
  await mkdir(source);
  const builder = `${CORE}/cmd/builder@${version}`;
  const install = ['install', '-buildvcs=false', builder];
  await shop.run('build the builder', 'go', install, { env: { ...GO_ENV, GOBIN: source } });

  const modules = Object.entries(COMPONENTS).map(([kind, paths]) => [
    kind,
    paths.map((path) => ({ gomod: `${path} ${version}` })),
  ]);
  const main = join(source, 'main');
  const manifest = {
    dist: { name: 'otelcol', version: version.slice(1), output_path: main },
    providers: PROVIDERS.map((path) => ({ gomod: `${path} ${STABLE}` })),
    ...Object.fromEntries(modules),
  };
  // JSON is YAML.
  await writeFile(join(source, 'manifest.yaml'), JSON.stringify(manifest));
  const config = ['--config', join(source, 'manifest.yaml')];
  const generate = [...config, '--skip-compilation', '--skip-get-modules'];
  await shop.run('generate', join(source, 'builder'), generate, { env: GO_ENV });

  const inMain = { cwd: main, env: GO_ENV };
  await shop.run('prepare', 'go', ['mod', 'init', 'otelcol'], inMain);
  const beta = [`${CORE}/otelcol`, `${CORE}/service`, ...componentModules];
  const required = [
    ...beta.map((path) => `-require=${path}@${version}`),
    ...PROVIDERS.map((path) => `-require=${path}@${STABLE}`),
  ];
  await shop.run('require the components', 'go', ['mod', 'edit', ...required], inMain);
  const output = ['-ldflags', '-s -w', '-o', join(bin, 'otelcol'), '.'];
  const what = 'build, which takes minutes the first time';
  await shop.run(what, 'go', [...GO_BUILD, ...output], inMain);
  await rm(source, { recursive: true });
  return { otelcol: 'bin/otelcol' };
}
