import type { EngineUnderTest } from '../engines.js';

/** One requirement of the specification, checked on every engine. */
export interface Clause {
  /** Where the requirement stands: file and heading of the OpenTelemetry specification. */
  readonly source: string;
  /** What is required, as the README table says it. */
  readonly feature: string;
  /** Why the official SDK 3.1 does not meet it; absent when it does. */
  readonly official?: string;
  check(engine: EngineUnderTest): Promise<void>;
}
