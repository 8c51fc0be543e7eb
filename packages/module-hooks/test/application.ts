import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The Node that runs the applications; another version can be named to test on it. */
export const node = process.env['OBS_TEST_NODE'] ?? process.execPath;

/** The version of that Node. */
export const nodeVersion = spawnSync(node, ['-p', 'process.versions.node'])
  .stdout.toString()
  .trim();

const built = fileURLToPath(new URL('../dist/', import.meta.url));

/** Files by their path in the application's folder. */
export type Files = Readonly<Record<string, string>>;

/** An application in a folder of its own, with packages in its `node_modules`. */
export class Application {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'module-hooks-')));

  constructor(files: Files) {
    this.add(files);
  }

  add(files: Files): void {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }

  /** Runs Node in the folder and gives what it printed, its own folder written as `.`. */
  run(...args: string[]) {
    const { status, stdout, stderr } = spawnSync(node, args, {
      cwd: this.folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '' },
    });
    const shown = (text: string) =>
      text.replaceAll(`file://${this.folder}`, '.').replaceAll(this.folder, '.');
    return { status, stdout: shown(stdout), stderr: shown(stderr) };
  }
}

/** What a preloaded file begins with. */
export const imports = {
  cjs: `const { onModuleLoad } = require(${JSON.stringify(join(built, 'cjs/index.js'))});\n`,
  mjs: `import { onModuleLoad } from ${JSON.stringify(new URL('../dist/esm/index.js', import.meta.url).href)};\n`,
};
