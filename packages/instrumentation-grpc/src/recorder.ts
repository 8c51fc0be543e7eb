import {
  type BoundHistogram,
  type BoundSum,
  bindHistogram,
  bindSum,
  createInstrument,
  fillLabels,
} from '@obs/semconv';
import type { Counter, Histogram, Meter } from '@opentelemetry/api';
import { Claim } from './claim.js';
import type { GrpcCallFamilies } from './families.js';
import { isFailure, type StatusCode, statusName } from './status.js';
import { type Target, unnamedTarget } from './target.js';

/** `rpc.method` of what is not known, or beyond the limit. */
const otherMethod = '_OTHER';

interface Series {
  readonly requests: BoundSum | undefined;
  readonly duration: BoundHistogram | undefined;
}

/** What the calls of one method have in common; a handle for each status, made when it first occurs. */
export class Method {
  readonly #series: (Series | undefined)[] = [];
  readonly #make: (code: StatusCode) => Series;

  constructor(make: (code: StatusCode) => Series) {
    this.#make = make;
  }

  /** Counts one ended call. `seconds` is its duration. */
  record(code: StatusCode, seconds: number): void {
    let series = this.#series[code];
    if (series === undefined) {
      series = this.#make(code);
      this.#series[code] = series;
    }
    series.requests?.add(1);
    series.duration?.record(seconds);
  }
}

/** Most methods that are recorded by their name. */
export class MethodLimit {
  readonly #known = new Set<string>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  /** Whether a method is recorded under its name: those that came first are. */
  admits(path: string): boolean {
    if (this.#known.has(path)) return true;
    if (this.#known.size >= this.#max) return false;
    this.#known.add(path);
    return true;
  }
}

/** Records the calls of one side under the given families. */
export class CallRecorder {
  readonly claim: Claim;
  readonly #side: 'server' | 'client';
  readonly #families: GrpcCallFamilies;
  readonly #requests: Counter | undefined;
  readonly #duration: Histogram | undefined;

  constructor(
    side: 'server' | 'client',
    meter: Meter,
    destination: object,
    families: GrpcCallFamilies,
  ) {
    const { requests, duration } = families;
    this.#side = side;
    this.#families = families;
    this.#requests = requests && createInstrument(meter, requests.metric);
    this.#duration = duration && createInstrument(meter, duration.metric);
    const names = [requests, duration].flatMap((family) => family?.metric.name ?? []);
    this.claim = new Claim(destination, names);
  }

  /** The methods of one target, kept by their path. Past the limit they share one, `_OTHER`. */
  methods(limit: MethodLimit, target: Target = unnamedTarget): Methods {
    return new Methods(limit, (path) => new Method((code) => this.#series(path, target, code)));
  }

  #series(path: string, target: Target, code: StatusCode): Series {
    const name = statusName(code);
    const dimensions = {
      system: 'grpc',
      method: path.startsWith('/') ? path.slice(1) : path,
      path,
      statusCode: name,
      status: code === 0 ? 'success' : name,
      errorType: isFailure(this.#side, code) ? name : undefined,
      serverAddress: target.address,
      serverPort: target.port,
    };
    const { requests, duration } = this.#families;
    return {
      requests:
        this.#requests && bindSum(this.#requests, fillLabels(requests?.labels ?? {}, dimensions)),
      duration:
        this.#duration &&
        bindHistogram(this.#duration, fillLabels(duration?.labels ?? {}, dimensions)),
    };
  }
}

/** The methods of one target. */
export class Methods {
  readonly #byPath = new Map<string, Method>();
  readonly #limit: MethodLimit;
  readonly #make: (path: string) => Method;
  #other: Method | undefined;

  constructor(limit: MethodLimit, make: (path: string) => Method) {
    this.#limit = limit;
    this.#make = make;
  }

  /** The method of a path; `_OTHER` when there are too many. */
  get(path: string): Method {
    return this.#byPath.get(path) ?? this.#add(path);
  }

  /** What calls to methods are recorded under that nobody implements. */
  get other(): Method {
    this.#other ??= this.#make(otherMethod);
    return this.#other;
  }

  #add(path: string): Method {
    if (!this.#limit.admits(path)) return this.other;
    const method = this.#make(path);
    this.#byPath.set(path, method);
    return method;
  }
}
