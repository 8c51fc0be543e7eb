// Builds what is not built and runs every test: the packages' own first, then
// what crosses packages. Arguments are handed to turbo (`npm test -- --filter=@obs/core`).
import { spawn } from 'node:child_process';

if (process.argv.includes('--help')) {
  console.log('Usage: npm test [-- --filter=@obs/core]\n\nArguments go to turbo run test.');
  process.exit(0);
}

const child = spawn(
  'turbo',
  // One at a time: tests start real servers and browsers, and two suites on two cores disturb each other.
  ['run', 'test', '--output-logs=new-only', '--concurrency=1', ...process.argv.slice(2)],
  { stdio: 'inherit', shell: process.platform === 'win32' },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});
child.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
child.on('close', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
