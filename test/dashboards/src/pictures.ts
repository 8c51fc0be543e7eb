// Remakes docs/dashboards/*.png: the dashboards with the answers of a real Prometheus that has
// scraped all examples under traffic. Takes about two minutes.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from '@obs/rules/cli';
import { lookAt } from './browser.ts';
import { startLive } from './live.ts';

const pictures = fileURLToPath(new URL('../../../docs/dashboards/', import.meta.url));
const rounds = 20;
const folder = mkdtempSync(join(tmpdir(), 'obs-pictures-'));
const live = await startLive(rounds);
try {
  const file = join(folder, 'dashboards.html');
  const code = await main([
    'preview',
    '--prometheus',
    live.prometheus.url,
    '--minutes',
    '2',
    '--out',
    file,
  ]);
  if (code !== 0) throw new Error('The preview failed.');
  mkdirSync(pictures, { recursive: true });
  await lookAt(file, async (page, name, theme) => {
    if (theme === 'light') return;
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  });
} finally {
  await live.stop();
  rmSync(folder, { recursive: true, force: true });
}
