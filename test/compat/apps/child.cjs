// Starts another Node program in the way that is named, and stays until that one ends.
const { exec, fork, spawn } = require('node:child_process');
const [how, file] = process.argv.slice(2);
const ways = {
  fork: () => fork(file),
  spawn: () => spawn(process.execPath, [file], { stdio: 'inherit' }),
  exec: () => exec(`"${process.execPath}" "${file}"`),
};
const child = ways[how]();
child.stderr?.pipe(process.stderr);
process.on('SIGTERM', () => child.kill());
child.on('exit', () => process.exit(0));
