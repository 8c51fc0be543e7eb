import { onceReported, say } from './log.js';
import { nearest } from './nearest.js';

/** The loggers that can be asked for. */
const known: readonly string[] = ['pino', 'winston', 'console'];

/** What puts trace and span into log lines; loaded with tracing. */
type Correlation = Pick<typeof import('./tracing/tracing.js'), 'correlateLogs'>;

/**
 * Makes the loggers that `OBS_LOG_CORRELATION` names write trace and span; none when it is not set. A
 * name that nobody knows is a line, and so is the variable when there are no spans.
 *
 * @param tracing undefined when tracing is off.
 * @returns ends it.
 */
export function startLogCorrelation(
  list: readonly string[] | undefined,
  tracing: Correlation | undefined,
): () => void {
  const loggers = loggersOf(list ?? []);
  if (loggers.length === 0) return () => {};
  if (tracing === undefined) {
    say('OBS_LOG_CORRELATION has no effect: traces are off. Set OTEL_EXPORTER_OTLP_ENDPOINT.');
    return () => {};
  }
  return tracing.correlateLogs(loggers, onceReported('log correlation'));
}

function loggersOf(list: readonly string[]): readonly string[] {
  const names = list.map((name) => name.toLowerCase());
  if (names.some((name) => name === 'true' || name === '1')) return known;
  return names.filter((name) => {
    if (known.includes(name)) return true;
    if (!['false', '0', 'none'].includes(name)) {
      say(
        `OBS_LOG_CORRELATION names ${name.slice(0, 100)}, which is unknown; did you mean ${nearest(name, known)}? It takes ${known.join(', ')}, and true for all.`,
      );
    }
    return false;
  });
}
