// Checks the built package in the current folder as its users will get it:
// publint and attw on the packed tarball, LICENSE and README in place, the Node version
// of the README, and the public declarations against the committed snapshot in api/.
// `--update` rewrites the snapshot.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const update = process.argv.includes('--update');
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const problems = [];

for (const file of ['README.md', 'LICENSE']) {
  if (!existsSync(file)) problems.push(`${file} is missing`);
}
checkNodeVersion();
checkSnapshot();
if (!update) {
  await checkTarball();
}
if (problems.length > 0) {
  for (const problem of problems) console.error(`${manifest.name}: ${problem}`);
  process.exit(1);
}

/** What users read and what npm checks is one version. */
function checkNodeVersion() {
  const [, version] = /^>=(\d+\.\d+)\.0$/.exec(manifest.engines?.node ?? '') ?? [];
  const said = `Node ${version} or later`;
  if (version === undefined) problems.push('engines.node is not of the form >=22.15.0');
  else if (!readFileSync('README.md', 'utf8').includes(said)) {
    problems.push(`README.md does not say "${said}", as engines.node does`);
  }
}

async function checkTarball() {
  const folder = join(tmpdir(), `obs-pack-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], {
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    });
    const tarball = readFileSync(join(folder, readdirSync(folder)[0]));
    const { messages, pkg } = await publint({ pkgDir: process.cwd(), strict: true, pack: false });
    for (const message of messages) problems.push(`publint: ${formatMessage(message, pkg)}`);
    const types = await checkPackage(createPackageFromTarballData(tarball));
    if (types.types === false) problems.push('attw: the package has no types');
    for (const problem of types.problems ?? []) {
      // Resolution before Node 12 knows no `exports`; this project needs Node 22.
      if (problem.resolutionKind === 'node10') continue;
      problems.push(`attw: ${JSON.stringify(problem)}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function checkSnapshot() {
  const wanted = new Map();
  for (const [key, conditions] of Object.entries(manifest.exports)) {
    if (key === './package.json') continue;
    const name = key === '.' ? 'index' : key.slice(2);
    // The extra ending keeps compilers and linters from reading a snapshot as source.
    wanted.set(`${name}.d.ts.txt`, declarations(resolve(conditions.import.types)));
  }
  if (update) {
    rmSync('api', { recursive: true, force: true });
    mkdirSync('api');
    for (const [file, text] of wanted) writeFileSync(join('api', file), text);
    return;
  }
  for (const [file, text] of wanted) {
    const committed = existsSync(join('api', file)) ? readFileSync(join('api', file), 'utf8') : '';
    if (committed !== text) {
      problems.push(
        `the public types differ from api/${file}${firstDifference(committed, text)}. ` +
          'If the change is meant, run "npm run api" and commit the result.',
      );
    }
  }
}

/** Every declaration file that an entry reaches, without comments: what users can rely on. */
function declarations(entry) {
  const seen = new Map();
  const queue = [entry];
  for (const file of queue) {
    if (seen.has(file)) continue;
    const text = withoutComments(readFileSync(file, 'utf8'));
    seen.set(file, text);
    for (const [, specifier] of text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
      queue.push(resolve(dirname(file), specifier.replace(/\.js$/, '.d.ts')));
    }
  }
  const root = dirname(entry);
  return [...seen]
    .sort(([a], [b]) => (a === entry ? -1 : b === entry ? 1 : a < b ? -1 : 1))
    .map(([file, text]) => `// ${relative(root, file)}\n${text}`)
    .join('\n');
}

function withoutComments(text) {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{2,}/g, '\n')
    .replace(/^\n/, '');
}

function firstDifference(before, after) {
  if (before === '') return ' (there is none yet)';
  const [a, b] = [before.split('\n'), after.split('\n')];
  const line = b.findIndex((text, index) => text !== a[index]);
  return line === -1
    ? ` at its end`
    : `, first at line ${line + 1}: "${b[line].trim().slice(0, 80)}"`;
}
