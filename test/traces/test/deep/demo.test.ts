import { join } from 'node:path';
import { jaeger, prometheus } from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { expect, it } from 'vitest';
import { startProgram } from '../../src/program.ts';

const root = join(import.meta.dirname, '../../../..');
const backends = async () => [await jaeger(), await prometheus()];

describeWithBackend('the demo with traces', backends, () => {
  it('follows an exemplar from a bucket to the trace of one request, and prints it', async () => {
    const cache = process.env['OBS_BACKENDS_CACHE'];
    const args = ['tools/demo.mjs', '--once', '--rounds', '2', '--traces'];
    const demo = startProgram(process.execPath, args, {
      cwd: root,
      env: cache === undefined ? {} : { OBS_BACKENDS_CACHE: cache },
    });
    await demo.says(/ending every process/);
    expect(await demo.end('SIGCONT'), demo.text()).toBe(0);
    const printed = demo.text().slice(demo.text().indexOf('\nTRACE '));
    const lines = printed.split('\n').map((line) => line.replace(/ +[\d.]+ ms.*$/, '').trimEnd());
    expect(
      lines
        .filter((line) => /^[│├└ ]*[├└]─ /.test(line))
        .map((line) => line.replace(/ {2,}\S+$/, '')),
    ).toEqual([
      '└─ grpc.engine.v1.EngineService/ExecutePipeline',
      '   └─ grpc.engine.v1.EngineService/ExecutePipeline',
      '      └─ pipeline default-pipeline',
      '         ├─ invoke_agent intake',
      '         ├─ invoke_agent planner',
      '         │  └─ chat llama-3.1-8b',
      '         │     └─ POST',
      '         │        └─ POST /llamaserver/v1/chat/completions',
      '         ├─ invoke_agent writer',
      '         │  └─ chat gpt-4o-mini',
      '         │     └─ POST',
      '         │        └─ POST /openai/v1/chat/completions',
      '         └─ invoke_agent critic',
      '            └─ chat claude-3-5-haiku',
      '               └─ POST',
      '                  └─ POST /anthropic/v1/chat/completions',
    ]);
    expect(lines[3]).toMatch(/^POST \/v1\/pipelines\/:name\/executions +jeeves-gateway$/);
    expect(printed).toMatch(
      /jeeves_pipeline_duration_seconds_bucket\{pipeline="default-pipeline",le="[\d.]+"\} has it as its exemplar/,
    );
    expect(printed.split('\n').filter((line) => line.length > 120)).toEqual([]);
  }, 300_000);
});
