/** One way that was tried or ruled out, and why it did not serve. */
export interface Attempt {
  readonly way: string;
  readonly reason: string;
}

/** The base of every error of this package. `code` is stable; `message` ends with the way out. */
export class BackendError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** `BACKEND_MISSING`: a backend is not here and none of its ways led to it. */
export class BackendMissingError extends BackendError {
  readonly backend: string;
  readonly attempts: readonly Attempt[];
  /** One line that says how to get it. */
  readonly recipe: string;

  constructor(backend: string, title: string, recipe: string, attempts: readonly Attempt[]) {
    const width = Math.max(...attempts.map(({ way }) => way.length));
    const tried = attempts.map(({ way, reason }) => {
      const lines = reason.split('\n').join(`\n  ${' '.repeat(width)}  `);
      return `  ${way.padEnd(width)}  ${lines}`;
    });
    super(
      'BACKEND_MISSING',
      [`${backend} (${title}) is missing.`, ...tried, `To get it: ${recipe}`].join('\n'),
    );
    this.backend = backend;
    this.recipe = recipe;
    this.attempts = attempts;
  }
}

/** `BACKEND_STEP_FAILED`: a command that fetches, builds or probes a backend failed. */
export class StepFailedError extends BackendError {
  constructor(command: string, outcome: string, output: string) {
    const tail = output.trimEnd().split('\n').slice(-15).join('\n');
    const hint = NETWORK.test(output) ? `\n${OFFLINE_HINT}` : '';
    super('BACKEND_STEP_FAILED', `${command}: ${outcome}${tail === '' ? '' : `\n${tail}`}${hint}`);
  }
}

// What apt, go, pip and docker print when a name does not resolve or a host does not
// answer; pip without retries says only that it found nothing at all.
const NETWORK =
  /could not resolve|failure resolving|name resolution|no such host|dial tcp|i\/o timeout|connection (refused|timed out)|network is unreachable|unable to connect|NewConnectionError|proxyconnect|from versions: none/i;
const OFFLINE_HINT =
  'No network, it seems. Behind a proxy set HTTPS_PROXY; without a network, run ' +
  '`node test/backends/src/cli.ts --all` on a machine of the same kind that has one ' +
  'and copy its .cache/backends folder here.';

/** `BACKEND_START_FAILED`: a server process ended, or did not become ready in time. */
export class StartFailedError extends BackendError {
  constructor(name: string, outcome: string, logs: string) {
    const tail = logs.trimEnd().split('\n').slice(-20).join('\n');
    super('BACKEND_START_FAILED', `${name} ${outcome}. Its last lines:\n${tail}`);
  }
}

/** `BACKEND_TIMEOUT`: something waited for did not come true in time. */
export class WaitTimeoutError extends BackendError {
  constructor(what: string, timeoutMs: number, last: unknown) {
    const reason = last instanceof Error ? last.message : JSON.stringify(last);
    super('BACKEND_TIMEOUT', `Waited ${timeoutMs} ms for ${what}; the last answer was: ${reason}`, {
      cause: last,
    });
  }
}

/** `EXPOSITION_INVALID`: a parser refused a document. */
export class ExpositionError extends BackendError {
  constructor(format: string, reason: string, text: string) {
    super('EXPOSITION_INVALID', `${format} parser: ${reason}, in:\n${text.slice(0, 2000)}`);
  }
}

/** `PROMETHEUS_API`: the HTTP API of a Prometheus answered with an error. */
export class PrometheusApiError extends BackendError {
  readonly status: number;
  /** `bad_data`, `execution`, `timeout`, ... as Prometheus names it; '' when it gave none. */
  readonly errorType: string;
  /** What was asked: the PromQL expression or selector, '' when the endpoint takes none. */
  readonly query: string;

  constructor(path: string, query: string, status: number, errorType: string, reason: string) {
    const asked = query === '' ? '' : ` for ${query}`;
    const type = errorType === '' ? '' : ` ${errorType}`;
    super('PROMETHEUS_API', `${path}${asked}: ${status}${type}: ${reason}`);
    this.status = status;
    this.errorType = errorType;
    this.query = query;
  }
}
