import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { PreviewData } from './preview.js';

/**
 * One HTML file with everything in it: data, style, script, and uPlot, which draws the lines. It loads
 * nothing from anywhere.
 */
export function previewPage(data: PreviewData): string {
  const titles = data.dashboards.map(({ title }) => title).join(', ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(titles)}</title>
<style>
${read('uplot/dist/uPlot.min.css')}
${read('../../assets/preview/page.css')}
</style>
</head>
<body>
<main id="page"></main>
<script>
${scriptText(read('uplot/dist/uPlot.iife.min.js'))}
const preview = ${JSON.stringify(data).replaceAll('<', '\\u003c')};
${scriptText(read('../../assets/preview/page.js'))}
</script>
</body>
</html>
`;
}

// The build has a CommonJS form, which knows no import.meta.
const resolve = createRequire(
  typeof __filename === 'string' ? __filename : import.meta.url,
).resolve;

/** The built file lies as deep in the package as this one. */
function read(file: string): string {
  return readFileSync(resolve(file), 'utf8').trim();
}

/** A script ends at the first end tag, wherever it stands. */
function scriptText(text: string): string {
  return text.replaceAll('</script', '<\\/script');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
