import { correlateConsole } from './console.js';
import { correlatePino } from './pino.js';
import { correlateWinston } from './winston.js';

const loggers: Readonly<Record<string, (onError: (error: unknown) => void) => () => void>> = {
  pino: correlatePino,
  winston: correlateWinston,
  console: correlateConsole,
};

/**
 * Puts `trace_id` and `span_id` into what some loggers write while a span is active; what they write
 * otherwise stays as it is.
 *
 * @returns ends it.
 */
export function correlateLogs(
  names: readonly string[],
  onError: (error: unknown) => void,
): () => void {
  const stops = names.flatMap((name) => loggers[name]?.(onError) ?? []);
  return () => {
    for (const stop of stops) stop();
  };
}
