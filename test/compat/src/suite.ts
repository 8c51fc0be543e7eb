import { describe, expect, it } from 'vitest';
import type { App } from './app.ts';
import { observe, type Preload } from './observe.ts';

const preloads: readonly Preload[] = ['--require', '--import'];

/** The proof that applications do not notice: each one bare, and under each way to load us. */
export function describeApps(apps: readonly App[], folder: string, node: string): void {
  describe.each(apps)('$name ($modules)', (app) => {
    it('answers, prints and ends as it does bare, and is counted', async () => {
      await app.prepare?.(folder);
      const bare = await observe(app, folder, node, 'bare');
      const sent = app.steps.reduce((sum, step) => sum + step.requests, 0);
      for (const preload of preloads) {
        const { seen, lines, counted } = await observe(app, folder, node, preload);
        expect(seen, preload).toEqual(bare.seen);
        expect(lines, preload).toEqual([expect.stringMatching(/^obs: .*metrics on http:/)]);
        expect(counted, preload).toEqual({
          requests: sent,
          routes: [...app.routes].sort(),
          active: 0,
          calls: app.calls ?? {},
        });
      }
    });
  });
}
