import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../node_modules/.cache/grafana-schema', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * What Grafana's published schema says against a dashboard: the errors of the compiler on its JSON,
 * with unknown fields refused; '' when there are none.
 */
export async function schemaErrors(dashboards: Readonly<Record<string, string>>): Promise<string> {
  await mkdir(folder, { recursive: true });
  const names = Object.keys(dashboards);
  for (const name of names) {
    await writeFile(
      join(folder, `${name}.ts`),
      `import type { DashboardJson } from '../../../test/grafana-types';\nexport const json = ${dashboards[name]?.trim()} satisfies DashboardJson;\n`,
    );
  }
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        target: 'es2022',
        module: 'esnext',
        moduleResolution: 'bundler',
        types: [],
      },
      files: names.map((name) => `${name}.ts`),
    }),
  );
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder, '--pretty', 'false'],
      { maxBuffer: 1e8 },
      (_error, stdout, stderr) => resolve(`${stdout}${stderr}`),
    );
  });
}
