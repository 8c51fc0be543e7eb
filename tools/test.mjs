// Builds what is not built and runs every test: the packages' own first, then
// what crosses packages. `--deep` as the first argument: the long tests instead.
import { spawn } from 'node:child_process';

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(
    'Usage: npm test [-- --filter=@obs/core]\n' +
      '       npm run test:deep [-- --filter=@obs-test/exposition]\n\n' +
      'test:deep is the long ones only. Arguments go to turbo.',
  );
  process.exit(0);
}
const task = args[0] === '--deep' ? 'test:deep' : 'test';

const child = spawn(
  'turbo',
  // One at a time: tests start real servers and browsers, and two suites on two cores disturb each other.
  [
    'run',
    task,
    '--output-logs=new-only',
    '--continue=dependencies-successful',
    '--concurrency=1',
    ...args.filter((arg) => arg !== '--deep'),
  ],
  { stdio: 'inherit', shell: process.platform === 'win32' },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});
child.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
child.on('close', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
