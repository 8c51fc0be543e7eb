import { execFileSync } from 'node:child_process';
import {
  alertmanager,
  collector,
  jaeger,
  prometheus3,
  startAlertmanager,
  startCollector,
} from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { describe, expect, it } from 'vitest';
import { file, model, type Tree, text } from '../../src/stack.ts';

const programs = async () => ({
  collector: await collector(),
  jaeger: await jaeger(),
  prometheus3: await prometheus3(),
  alertmanager: await alertmanager(),
});

describeWithBackend('the real programs', programs, (found) => {
  const variants = ['off', 'tail-sampling', 'span-metrics'];

  it.each(variants.flatMap((one) => variants.map((other) => [one, other])))(
    'the Collector accepts collector.yaml with %s and %s',
    (...names) => {
      const files = ['collector', ...names].map(
        (name) => `--config=${file(`collector/${name}.yaml`)}`,
      );
      execFileSync(found().collector.path, ['validate', ...files], { stdio: 'pipe' });
    },
  );

  it('the Collector refuses a variant with a mistake', async () => {
    const wrong = 'yaml:processors::tail_sampling::decision_wait: soon';
    const files = ['collector', 'tail-sampling'].map((name) => file(`collector/${name}.yaml`));
    await expect(startCollector({ files: [...files, wrong] })).rejects.toThrow(/decision_wait/);
  });

  it('Prometheus 3 and amtool accept their configurations', () => {
    const { prometheus3, alertmanager } = found();
    const check = (...command: [string, ...string[]]) => {
      const [path, ...args] = command;
      return execFileSync(path, args, { encoding: 'utf8', stdio: 'pipe' });
    };
    const configurations = [
      file('prometheus/prometheus.yml'),
      file('alertmanager/alertmanager.yml'),
    ];
    const [ofPrometheus, ofAlertmanager] = configurations as [string, string];
    expect(check(prometheus3.promtoolPath, 'check', 'config', ofPrometheus)).toContain('SUCCESS');
    expect(check(alertmanager.amtoolPath, 'check-config', ofAlertmanager)).toContain('SUCCESS');
  });

  it('Alertmanager starts with its configuration', async () => {
    const server = await startAlertmanager({ config: text('alertmanager/alertmanager.yml') });
    expect(await server.alerts()).toEqual([]);
    await server.stop();
  });

  describe('compose.yaml', () => {
    it.each([
      ['collector', 'otel/opentelemetry-collector-contrib', 'collector'],
      ['jaeger', 'jaegertracing/jaeger', 'jaeger'],
      ['prometheus', 'prom/prometheus', 'prometheus3'],
      ['alertmanager', 'prom/alertmanager', 'alertmanager'],
    ] as const)('names the version of %s that these tests run', async (service, image, name) => {
      const pinned = (await model()).services[service]?.image ?? '';
      const [repository, tag = ''] = pinned.split(':');
      expect(repository).toBe(image);
      const backend: Tree = found()[name];
      // Another one on PATH proves as much as it proves.
      if (backend.how === 'go') expect(tag.replace(/^v/, '')).toBe(backend.version);
    });
  });
});
