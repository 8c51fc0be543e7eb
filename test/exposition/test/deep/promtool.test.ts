import { spawn } from 'node:child_process';
import { resolveFamilies, writeText } from '@obs/exporter-prometheus';
import { prometheus } from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { views } from '../../src/arbitraries.ts';

const lintOnly = 3;

/** Exit code and words of `promtool check metrics`. */
function check(promtool: string, text: Uint8Array): Promise<{ code: number; words: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(promtool, ['check', 'metrics'], { stdio: ['pipe', 'ignore', 'pipe'] });
    let words = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      words += chunk;
    });
    child.on('error', reject).on('close', (code) => resolve({ code: code ?? -1, words }));
    child.stdin.on('error', () => {});
    child.stdin.end(text);
  });
}

describeWithBackend('promtool', prometheus, (backend) => {
  it('finds nothing worse than style in any exposition', async () => {
    await fc.assert(
      fc.asyncProperty(views, fc.boolean(), async (view, withoutScopeInfo) => {
        const { families } = resolveFamilies(view, { withoutScopeInfo });
        const text = Buffer.concat([...writeText(families)].map((chunk) => Buffer.from(chunk)));
        const { code, words } = await check(backend().promtoolPath, text);
        expect([0, lintOnly], `${words}\n${text}`).toContain(code);
      }),
      { numRuns: Number(process.env['OBS_FUZZ_RUNS'] ?? 300) },
    );
  });
});
