// Everything that can be known without running a test. Each step prints one
// line; the output of a step that fails is shown whole.
import { spawn } from 'node:child_process';

const steps = [
  ['format and lint', 'biome', ['ci', '--error-on-warnings', '--colors=off', '.']],
  [
    'types, build, public API, publint, attw',
    'turbo',
    [
      'run',
      'build',
      'typecheck',
      'lint:package',
      '--output-logs=errors-only',
      '--continue=dependencies-successful',
    ],
  ],
  ['import boundaries', 'turbo', ['boundaries']],
  ['unused files, exports and dependencies', 'knip', ['--no-progress', '--cache']],
];

if (process.argv.includes('--help')) {
  console.log(
    `Usage: npm run check\n\nRuns, in this order:\n${steps.map(([name]) => `  ${name}`).join('\n')}`,
  );
  process.exit(0);
}

const failed = [];
for (const [name, command, args] of steps) {
  const started = performance.now();
  const { code, output } = await run(command, args);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  if (code !== 0) {
    failed.push(name);
    console.log(output);
  }
}
if (failed.length > 0) {
  console.log(`check failed: ${failed.join('; ')}`);
  process.exit(1);
}

function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
      env: { ...process.env, NO_COLOR: '1' },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => (output += data));
    child.on('error', (error) => resolve({ code: 1, output: `${output}${error.message}` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
