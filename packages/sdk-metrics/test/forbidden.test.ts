import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

describe('where code may not be generated', () => {
  it('the general recorder goes on', () => {
    const program = `
      const { MeterProvider } = await import('@obs/sdk-metrics');
      const provider = new MeterProvider();
      const counter = provider.getMeter('test').createCounter('c', { advice: { attributes: ['a'] } });
      for (let i = 0; i < 1000; i++) counter.add(1, { a: i % 2 });
      console.log(counter.streams[0].series().map((series) => series.value).join());`;
    const args = ['--disallow-code-generation-from-strings', '--input-type=module'];
    const options = { encoding: 'utf8', cwd: import.meta.dirname } as const;
    expect(execFileSync(process.execPath, [...args, '--eval', program], options).trim()).toBe(
      '500,500',
    );
  });
});
