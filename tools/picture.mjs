// Makes docs/demo.png, the picture in the README, from what the demo prints:
//   npm run --silent demo -- --once | node tools/picture.mjs
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { chromium } from '../test/backends/src/backends/chromium.ts';

const output = await text(process.stdin);
const start = output.indexOf('TARGET ');
if (start === -1) throw new Error('Pipe the output of the demo in: it has no table of targets.');
const shown = output.slice(start).split('\n').slice(0, 46).join('\n').trimEnd();

const escaped = shown.replace(/&/g, '&amp;').replace(/</g, '&lt;');
const coloured = escaped
  .replace(/ UP( +)/g, ' <b>UP</b>$1')
  .replace(/^(TARGET.*|QUERY.*|-+)$/gm, '<i>$1</i>')
  .replace(/^([a-z][a-z0-9-]+)$/gm, '<u>$1</u>');
const html = `<!doctype html><meta charset="utf-8"><style>
  body { margin: 0; background: #14181f; }
  pre { margin: 0; padding: 24px 28px; color: #d5dbe3; font: 14px/1.45 "DejaVu Sans Mono", monospace; }
  b { color: #5fd38d; } i { color: #7f8b99; font-style: normal; } u { color: #7fb4ff; text-decoration: none; }
</style><pre>${coloured}</pre>`;

const { path } = await chromium();
const folder = mkdtempSync(join(tmpdir(), 'obs-picture-'));
try {
  const page = join(folder, 'demo.html');
  writeFileSync(page, html);
  const height = 48 + Math.ceil(shown.split('\n').length * 14 * 1.45);
  const { status, stderr } = spawnSync(
    path,
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--hide-scrollbars',
      `--user-data-dir=${join(folder, 'profile')}`,
      `--window-size=1080,${height}`,
      '--screenshot=docs/demo.png',
      `file://${page}`,
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`Chromium failed: ${stderr}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
