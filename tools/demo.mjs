// Builds what is not built, then shows the examples, a real Prometheus and the contract's queries;
// the demo itself is in test/fleet. It runs on the Node that npm scripts run on: `npm run demo`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `This is Node ${process.versions.node}; the demo needs 22.18. ` +
      'Run "npm run demo": after "npm ci" npm scripts run on the Node that the project brings.',
  );
  process.exit(2);
}
const { demo } = await import('../test/fleet/src/demo/demo.ts');

async function build(signal, log) {
  const child = spawn(
    'turbo',
    ['run', 'build', '--filter=@obs-test/fleet^...', '--output-logs=new-only'],
    { stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32', signal },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
      for (const [, name] of text.matchAll(/(\S+):build: cache miss/g)) log(`building ${name}`);
    });
  }
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the build failed:\n${output}`);
}

async function loadContract() {
  const { loadContract, recordingRulesFile } = await import('../test/contract/src/contract.ts');
  const { queries, scrapes } = loadContract();
  const own = scrapes.flatMap(({ jobs }) => jobs).filter(({ service }) => service === 'prometheus');
  // Two requests scrape Prometheus itself; it exists once, with the labels of the later one.
  const { job: name, labels } = own.at(-1);
  return {
    queries,
    ownJob: { name, labels, targets: ['self'] },
    recordingRulesFile: fileURLToPath(recordingRulesFile),
  };
}

const isCi = !['', '0', 'false'].includes((process.env.CI ?? '').toLowerCase());
const exitCode = await demo(process.argv.slice(2), { build, loadContract, isCi });
// Whatever is still under way, such as the installation of a backend, has been given up by now.
process.exit(exitCode);
