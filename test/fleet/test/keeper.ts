// Starts a fleet, tells its processes, and stays. With `crash` it dies of an exception instead.
import { startFleet } from '../src/index.ts';

const fleet = await startFleet();
console.log(JSON.stringify(fleet.pids));
if (process.argv[2] === 'crash') setTimeout(() => Promise.reject(new Error('as asked')), 100);
setInterval(() => {}, 1000);
