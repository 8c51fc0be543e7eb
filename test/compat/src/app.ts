import type { Exchange } from './exchange.ts';

/** What is sent to an application: HTTP requests, or a client of its own protocol. */
export interface Step {
  /** For a failure's message. */
  readonly what: string;
  /** How many requests arrive at the application. */
  readonly requests: number;
  send(address: Address): Promise<Exchange>;
}

/** Where an application listens. */
export interface Address {
  readonly host: '127.0.0.1';
  readonly port: number;
}

/** A real application, and what is known of it. */
export interface App {
  readonly name: string;
  readonly modules: 'CommonJS' | 'ES modules' | 'mixed' | 'TypeScript' | 'bundle';
  /** What Node is given after the preload; paths are relative to `apps`. */
  args(port: number): readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Files of `apps` that are copied into the folder that the application runs in. */
  readonly files?: readonly string[];
  /** Runs once, before the application is first started. */
  prepare?(apps: string): Promise<void>;
  readonly steps: readonly Step[];
  /** Values that the route label takes, all of them. */
  readonly routes: readonly string[];
  /** The family that counts the requests; HTTP server requests when not given. */
  readonly counts?: string;
  /** gRPC calls that it counts, under side, method and status: `server a.B/C OK`. */
  readonly calls?: Readonly<Record<string, number>>;
  readonly signal: 'SIGTERM' | 'SIGINT';
  /** Response headers that differ from run to run, besides those that always do. */
  readonly volatile?: readonly string[];
  /** Makes equal what differs from run to run in outputs and bodies. */
  scrub?(text: string): string;
  /** The first major version of Node that it runs on. */
  readonly since?: number;
  /** Runs with `npm test` too. */
  readonly quick?: boolean;
  /** NODE_OPTIONS carries the preload: the application is started by another program. */
  readonly byNodeOptions?: boolean;
}
