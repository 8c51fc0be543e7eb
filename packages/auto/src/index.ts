import { bystanderReason } from './bystander.js';
import { reason, say } from './log.js';
import { isFirstLoad } from './once.js';

// Everything that can fail is behind this require: what goes wrong is one line, and the application
// runs as it would without it. The bundle keeps what it loads unevaluated until here.
try {
  const bystander = bystanderReason();
  if (bystander !== undefined) {
    say(`stays out of process ${process.pid}: ${bystander}`, 'debug');
  } else if (isFirstLoad()) {
    require('./run.js');
  } else {
    say('@obs/auto was loaded a second time; once is enough, and the second load does nothing.');
  }
} catch (error) {
  say(`not started: ${reason(error)} The application runs without metrics.`);
}
