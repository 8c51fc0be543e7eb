import type { HttpInstrumentationHandle } from '../handle.js';
import type { HttpClientOptions } from '../options.js';
import { HttpClientWatch } from './watch.js';

/** What {@link instrumentHttpClient} gives. */
export type HttpClientInstrumentationHandle = HttpInstrumentationHandle;

/**
 * Records every request that this process sends through `node:http`, `node:https`, `fetch`, or npm's
 * undici, from now on. Nothing is patched: it subscribes to `http.client.request.created` and
 * `http.client.request.error`, and to undici's channels.
 *
 * A request is counted when its response has been read to the end, or when it fails. Each redirect
 * that `fetch` follows is a request of its own. Exports of telemetry are not recorded: requests whose
 * `User-Agent` begins with `OTel-OTLP-Exporter`.
 *
 * @throws HttpInstrumentationError when families or limits are wrong. Recording never throws.
 * Cost of a request: one object, one listener on its own `close` (`node:http`) or five published
 * messages (undici), and the instruments' own cost.
 */
export function instrumentHttpClient(options: HttpClientOptions): HttpClientInstrumentationHandle {
  const watch = new HttpClientWatch(options);
  watch.start();
  return { disable: () => watch.stop() };
}
