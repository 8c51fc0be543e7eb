import { join } from 'node:path';
import { collector as findCollector } from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { expect, it } from 'vitest';
import { deployed } from '../src/deploy.ts';
import { generated } from '../src/generated.ts';
import { runTool } from '../src/promtool.ts';

const environment = {
  REMOTE_WRITE_URL: 'http://127.0.0.1:9/api/v1/push',
  REMOTE_WRITE_USERNAME: '1',
  REMOTE_WRITE_PASSWORD: 'secret',
};

describeWithBackend('the OpenTelemetry Collector', findCollector, (backend) => {
  const validate = (file: string) =>
    runTool(backend().path, ['validate', `--config=${file}`], environment);

  it('takes the configuration of the fleet', async () => {
    const { code, output } = await validate(deployed('collector/fleet.yaml'));
    expect(output).toBe('');
    expect(code).toBe(0);
  });

  it('takes it with logs and traces turned on', async () => {
    const folder = await generated('--loki-url', 'http://loki:3100', '--tempo-url', 'tempo:4317');
    const { code, output } = await validate(join(folder, 'collector/fleet.yaml'));
    expect(output).toBe('');
    expect(code).toBe(0);
  });
});
