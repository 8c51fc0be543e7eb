import type { Log } from '../log.js';
import { reasonOf } from '../reason.js';

/** `ExportResultCode.SUCCESS` of the package @opentelemetry/core. */
const success = 0;

type Done = (result: { readonly code: number; readonly error?: Error }) => void;

/** What exporters of all signals have in common. */
interface Exporter<Items> {
  export(items: Items, done: Done): void;
}

/** Says how an exporter's last export went. */
export interface ExportReport {
  /** Why the last export failed; `undefined` when it did not. */
  readonly failure: string | undefined;
}

/**
 * Makes an exporter tell when it begins to fail and when it works again: the official reader hands
 * failures to a logger that nobody has set, and a wrong endpoint would be silent. A change is worth
 * a line, a state is not.
 *
 * @param exporter changed in place.
 */
export function reportFailures<Items>(
  exporter: Exporter<Items>,
  name: string,
  log: Log,
): ExportReport {
  let failure: string | undefined;
  const send = exporter.export.bind(exporter);
  exporter.export = (items, done) =>
    send(items, (result) => {
      const before = failure;
      failure =
        result.code === success ? undefined : reasonOf(result.error ?? 'no reason was given');
      if (failure !== undefined && before === undefined) {
        log.info(
          `the exporter ${name} fails: ${failure}. What was to be sent is dropped, the next export is tried; see OTEL_EXPORTER_OTLP_ENDPOINT.`,
        );
      } else if (failure === undefined && before !== undefined) {
        log.info(`the exporter ${name} works again`);
      }
      done(result);
    });
  return {
    get failure() {
      return failure;
    },
  };
}
