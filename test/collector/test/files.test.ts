import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose, prometheus } from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  file,
  folder,
  load,
  type Model,
  model,
  type Tree,
  text,
  variables,
  withDefaults,
} from '../src/stack.ts';

/** Where each program listens, read off its configuration; the last three by their defaults. */
function listening(): Record<string, number[]> {
  const collector = withDefaults('collector/collector.yaml');
  const jaeger = withDefaults('jaeger/jaeger.yaml');
  const tempo = load('tempo/tempo.yaml');
  const port = (endpoint: string) => Number(/^0\.0\.0\.0:(\d+)$/.exec(endpoint)?.[1]);
  const own = ({ service }: Tree) => service.telemetry.metrics.readers[0].pull.exporter.prometheus;
  expect([own(collector).host, own(jaeger).host]).toEqual(['0.0.0.0', '0.0.0.0']);
  return {
    collector: [
      port(collector.receivers.otlp.protocols.grpc.endpoint),
      port(collector.receivers.otlp.protocols.http.endpoint),
      port(collector.exporters.prometheus.endpoint),
      port(collector.extensions.health_check.endpoint),
      own(collector).port,
    ],
    jaeger: [
      port(jaeger.receivers.otlp.protocols.grpc.endpoint),
      port(jaeger.extensions.jaeger_query.http.endpoint),
      port(jaeger.extensions.healthcheckv2.http.endpoint),
      own(jaeger).port,
    ],
    tempo: [
      tempo.server.http_listen_port,
      port(tempo.distributor.receivers.otlp.protocols.grpc.endpoint),
    ],
    prometheus: [9090],
    alertmanager: [9093],
    grafana: [3000],
  };
}

const configurations = [
  'collector/collector.yaml',
  'collector/tail-sampling.yaml',
  'collector/span-metrics.yaml',
  'prometheus/prometheus.yml',
  'grafana/provisioning/datasources/datasources.yaml',
];

const datasources = load<{ datasources: Tree[] }>(
  'grafana/provisioning/datasources/datasources.yaml',
).datasources;
const dashboards = readdirSync(file('grafana/dashboards')).map((name) =>
  load(join('grafana/dashboards', name)),
);
const panels = dashboards.flatMap((dashboard) => dashboard.panels as Tree[]);

describeWithBackend('compose.yaml', compose, () => {
  let stack: Model;
  beforeAll(async () => {
    stack = await model();
  });
  const services = () => Object.entries(stack.services);

  it('is refused by the loader when it is wrong', async () => {
    const wrong = mkdtempSync(join(tmpdir(), 'compose-'));
    writeFileSync(join(wrong, 'compose.yaml'), 'services: { a: { image: a, port: [1] } }');
    const { path } = await compose();
    expect(() => execFileSync(path, ['compose.yaml'], { cwd: wrong, stdio: 'pipe' })).toThrow(
      /services\.a\.port/,
    );
    rmSync(wrong, { recursive: true });
  });

  it('publishes on 127.0.0.1 only, each port once, and Grafana on 3001', () => {
    const published = services().flatMap(([, { ports = [] }]) => ports);
    expect(new Set(published.map(({ host_ip }) => host_ip))).toEqual(new Set(['127.0.0.1']));
    const ports = published.map((port) => port.published);
    expect(new Set(ports).size).toBe(ports.length);
    expect(stack.services['grafana']?.ports).toMatchObject([{ published: '3001', target: 3000 }]);
  });

  it('takes no port that another example uses', () => {
    const others = readdirSync(join(folder, '..')).filter((name) => name !== 'collector');
    const used = others
      .map((name) => join(folder, '..', name, 'README.md'))
      .filter((readme) => existsSync(readme))
      // Where they send to is this stack's own port.
      .map((readme) => readFileSync(readme, 'utf8').replace(/OTLP_ENDPOINT=\S+/g, ''))
      .flatMap((readme) => [...readme.matchAll(/\b\d{4,5}\b/g)])
      .map(([port]) => port);
    expect(used).toContain('9090');
    const published = services().flatMap(([, { ports = [] }]) => ports);
    expect(published.filter((port) => used.includes(port.published))).toEqual([]);
  });

  it('publishes ports on which the program inside listens', () => {
    const open = listening();
    for (const [name, { ports = [] }] of services()) {
      for (const { target } of ports) expect(open[name], `${name}:${target}`).toContain(target);
    }
  });

  it('checks the health of every program on a port on which it listens', () => {
    const open = listening();
    const checked = new Set<string>();
    for (const [name, { healthcheck, restart }] of services()) {
      const urls = [...(healthcheck?.test ?? []).join(' ').matchAll(/http:\/\/([\w.]+):(\d+)/g)];
      for (const [, host, port] of urls) {
        const service = host === '127.0.0.1' ? name : host!;
        expect(open[service], `${service}:${port}`).toContain(Number(port));
        checked.add(service);
      }
      // What ends by itself has none.
      if (restart === undefined) checked.add(name);
    }
    expect([...checked, 'probe'].sort()).toEqual(Object.keys(stack.services).sort());
  });

  it('pins every image by its version', () => {
    for (const [name, { image }] of services()) {
      expect(image, name).toMatch(/^[\w./-]+:v?\d+\.\d+\.\d+$/);
    }
  });

  it('mounts files that are there, read-only, and volumes that it declares', () => {
    for (const [name, { volumes = [] }] of services()) {
      for (const { type, source, read_only } of volumes) {
        if (type === 'volume') expect(stack.volumes, name).toHaveProperty(source);
        else expect([existsSync(source), read_only], source).toEqual([true, true]);
      }
    }
  });

  it('starts every program with configurations that are mounted', () => {
    const files: string[] = [];
    for (const { command = [], volumes = [] } of Object.values(stack.services)) {
      for (const argument of command) {
        const path = /^-{1,2}config(?:\.file)?=(.+)$/.exec(argument)?.[1];
        if (path === undefined) continue;
        const mount = volumes.find(({ target }) => path.startsWith(`${target}/`));
        const source = join(mount?.source ?? '', path.slice(mount?.target.length ?? 0));
        expect(existsSync(source), `${argument} is ${source}`).toBe(true);
        files.push(source.slice(folder.length + 1));
      }
    }
    expect(files.sort()).toEqual([
      'alertmanager/alertmanager.yml',
      'collector/collector.yaml',
      'collector/off.yaml',
      'collector/off.yaml',
      'jaeger/jaeger.yaml',
      'prometheus/prometheus.yml',
      'tempo/tempo.yaml',
    ]);
  });

  it('has a configuration for every value of a switch that the README names', () => {
    const switches = [...text('compose.yaml').matchAll(/otelcol\/\$\{(\w+):-off\}\.yaml/g)];
    expect(switches).toHaveLength(2);
    for (const [, name] of switches) {
      const value = new RegExp(`^\\| \`${name}\` .*?\`off\` +\\| \`([\\w-]+)\``, 'm').exec(
        text('README.md'),
      );
      expect(existsSync(file(`collector/${value?.[1]}.yaml`)), name).toBe(true);
    }
  });

  it('gives Prometheus 30 days, the lifecycle API, remote write and exemplar storage', () => {
    expect(stack.services['prometheus']?.command).toEqual(
      expect.arrayContaining([
        '--storage.tsdb.retention.time=30d',
        '--web.enable-lifecycle',
        '--web.enable-remote-write-receiver',
        '--enable-feature=exemplar-storage',
      ]),
    );
  });

  it('hands the Collector variables that its configurations read, with their defaults', () => {
    const read = {
      ...variables('collector/collector.yaml'),
      ...variables('collector/tail-sampling.yaml'),
    };
    const { GOMEMLIMIT, ...handed } = stack.services['collector']?.environment ?? {};
    expect(GOMEMLIMIT).toBeDefined();
    expect(read).toMatchObject(handed);
  });

  it('is described by the README: addresses, settings, files', () => {
    const readme = text('README.md');
    const published = services().flatMap(([, { ports = [] }]) => ports);
    for (const port of published) expect(readme).toContain(`127.0.0.1:${port.published}`);
    const settings = [...readme.matchAll(/^\| `([A-Z_]+)` +\| `([^`]+)`/gm)];
    const asked = [...text('compose.yaml').matchAll(/\$\{(\w+):-([^}]*)\}/g)];
    expect(settings.map(([, name, value]) => [name, value]).sort()).toEqual(
      asked.map(([, name, value]) => [name, value]).sort(),
    );
    for (const [, path] of readme.matchAll(/^\| `([a-z]+\/[\w./-]+)` /gm)) {
      expect(existsSync(file(path!)), path).toBe(true);
    }
  });
});

describe('the configurations', () => {
  it.each(configurations)('%s names hosts and ports that are there', (name) => {
    const open = listening();
    const named = [...text(name).matchAll(/\b([a-z]+):(\d{4,5})\b/g)];
    for (const [address, host, port] of named) {
      if (host === 'localhost') expect(open['prometheus']).toContain(Number(port));
      else expect(open[host!], address).toContain(Number(port));
    }
    if (name !== configurations[1] && name !== configurations[2]) expect(named).not.toEqual([]);
  });

  it('scrape every program of the stack that has metrics', () => {
    const { scrape_configs } = load('prometheus/prometheus.yml');
    const targets = (scrape_configs as Tree[]).flatMap(
      ({ static_configs }) => static_configs[0].targets,
    );
    expect(targets.map((target: string) => target.split(':')[0]).sort()).toEqual(
      ['alertmanager', 'collector', 'grafana', 'jaeger', 'localhost', 'tempo'].sort(),
    );
  });

  it('never make the Collector refuse what the one before it in the pipeline let through', () => {
    for (const name of ['collector', 'tail-sampling', 'span-metrics']) {
      const pipelines = Object.values<Tree>(
        withDefaults(`collector/${name}.yaml`).service.pipelines,
      );
      for (const { processors } of pipelines) {
        if (processors !== undefined) expect(processors[0]).toBe('memory_limiter');
      }
    }
  });
});

describe('Grafana', () => {
  const uids = datasources.map(({ uid }) => uid);

  it('has data sources that refer to each other', () => {
    expect(new Set(uids).size).toBe(uids.length);
    const referred = [
      ...JSON.stringify(datasources).matchAll(/"(?:datasourceUid|alertmanagerUid)":"([^"]+)"/g),
    ];
    expect(referred.length).toBeGreaterThan(3);
    for (const [, uid] of referred) expect(uids).toContain(uid);
  });

  it('leads from an exemplar to its trace in Tempo and in Jaeger', () => {
    const { jsonData } = datasources.find(({ uid }) => uid === 'prometheus');
    expect(jsonData.exemplarTraceIdDestinations).toMatchObject([
      { name: 'trace_id', datasourceUid: 'tempo' },
      { name: 'trace_id', datasourceUid: 'jaeger' },
    ]);
  });

  it('reads dashboards from where they are mounted', () => {
    const { providers } = load('grafana/provisioning/dashboards/dashboards.yaml');
    const paths = (providers as Tree[]).map(({ options }) => options.path);
    expect(paths).toHaveLength(2);
    for (const path of paths) expect(text('compose.yaml')).toContain(`:${path}:ro`);
  });

  it('has panels that do not lie on each other, with data sources that are there', () => {
    for (const { panels } of dashboards) {
      const cells = (panels as Tree[]).flatMap(({ gridPos: { x, y, w, h } }) =>
        Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
      );
      expect(new Set(cells).size).toBe(cells.length);
      expect(new Set(panels.map(({ id }: Tree) => id)).size).toBe(panels.length);
      for (const [, uid] of JSON.stringify(panels).matchAll(/"uid":"([^"]+)"/g)) {
        expect(uids).toContain(uid);
      }
    }
  });
});

describeWithBackend('promtool', prometheus, (backend) => {
  const promtool = (...args: string[]) =>
    execFileSync(backend().promtoolPath, args, { encoding: 'utf8', stdio: 'pipe' });

  it('accepts the configuration of Prometheus and the alerts', () => {
    expect(promtool('check', 'config', file('prometheus/prometheus.yml'))).toMatch(/rules found/);
  });

  it('sees the alerts fire when they should, and not otherwise', () => {
    const test = join(import.meta.dirname, 'alerts.yaml');
    expect(promtool('test', 'rules', test)).toContain('SUCCESS');
  });

  it('can parse what the dashboards and data sources ask', () => {
    const asked = panels.flatMap(({ targets = [] }) => targets as Tree[]).map(({ expr }) => expr);
    const linked = datasources
      .flatMap(({ jsonData = {} }) => (jsonData.tracesToMetrics?.queries ?? []) as Tree[])
      .map(({ query }) => query.replace('$$__tags', 'service_name="shop"'));
    const rules = [...asked, ...linked].map((expr, at) => ({ record: `query:${at}`, expr }));
    expect(rules.length).toBeGreaterThan(10);
    const place = mkdtempSync(join(tmpdir(), 'queries-'));
    const written = join(place, 'queries.yml');
    writeFileSync(written, JSON.stringify({ groups: [{ name: 'queries', rules }] }));
    expect(promtool('check', 'rules', written)).toContain(`${rules.length} rules found`);
    rmSync(place, { recursive: true });
  });
});
